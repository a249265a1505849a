import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { words } from '../words';
import { Icon } from './icon';

interface Notice {
  id: number;
  text: string;
  isTrouble: boolean;
}

const notices = signal<readonly Notice[]>([]);
/** How many dialogs are open: what stands outside of them can be neither heard nor pressed. */
const dialogs = signal(0);
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

/** Of the page; as long as a dialog is open, they stand in it. */
export function Notices() {
  return <NoticeList shown={dialogs.value === 0 ? notices.value : []} />;
}

export function DialogNotices() {
  useEffect(() => {
    dialogs.value += 1;
    return () => {
      dialogs.value -= 1;
    };
  }, []);
  return <NoticeList shown={notices.value} />;
}

/** It is there before anything is in it, so that what comes is announced. */
function NoticeList({ shown }: { shown: readonly Notice[] }) {
  return (
    <div class="notices" role="status">
      {shown.map(({ id, text, isTrouble }) => (
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
