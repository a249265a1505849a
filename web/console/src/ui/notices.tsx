import { signal } from '@preact/signals';
import { words } from '../words';
import { Icon } from './icon';

interface Notice {
  id: number;
  text: string;
  isTrouble: boolean;
}

const notices = signal<readonly Notice[]>([]);
/** Long enough to read it twice. */
const STAYS_MS = 6_000;
let count = 0;

/** Says what an act has come to. Trouble stays until it is closed. */
export function notify(text: string, { isTrouble = false } = {}): void {
  count += 1;
  const id = count;
  notices.value = [...notices.value.slice(-2), { id, text, isTrouble }];
  if (!isTrouble) setTimeout(dismiss, STAYS_MS, id);
}

function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

export function Notices() {
  return (
    <div class="notices" role="status">
      {notices.value.map(({ id, text, isTrouble }) => (
        <div key={id} class={isTrouble ? 'notice notice-trouble' : 'notice'}>
          <span>{text}</span>
          <button
            type="button"
            class="button-icon"
            aria-label={words.value.common.close}
            onClick={() => {
              dismiss(id);
            }}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
