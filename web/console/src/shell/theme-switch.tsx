import { THEMES, theme } from '../preferences';
import { Icon } from '../ui/icon';
import { words } from '../words';

/** One press, the next theme. */
export function ThemeSwitch() {
  const chosen = theme.value;
  const label = words.value.theme[chosen];
  return (
    <button
      type="button"
      class="button-icon"
      aria-label={label}
      title={label}
      onClick={() => {
        theme.value = THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length] ?? 'system';
      }}
    >
      <Icon name={chosen} />
    </button>
  );
}
