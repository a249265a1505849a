import { language } from '../preferences';
import { words } from '../words';

/** Named in the language it leads to. */
export function LanguageSwitch() {
  const { other, otherCode } = words.value.language;
  return (
    <button
      type="button"
      class="button-plain"
      lang={otherCode}
      onClick={() => {
        language.value = otherCode;
      }}
    >
      {other}
    </button>
  );
}
