import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Dialog } from '../ui/dialog';
import { words } from '../words';
import { onKey } from '../ui/keys';

const isOpen = signal(false);

export function showKeys(): void {
  isOpen.value = true;
}

/** What the keys do; `?` opens it. */
export function KeysDialog() {
  useEffect(() => onKey('?', showKeys), []);
  if (!isOpen.value) return null;
  const says = words.value.keys;
  const keys: [string, string][] = [
    ['/', says.search],
    ['j', says.next],
    ['k', says.previous],
    ['Enter', says.open],
    ['Esc', says.back],
    ['?', says.help],
  ];
  return (
    <Dialog
      title={says.title}
      onClose={() => {
        isOpen.value = false;
      }}
    >
      <dl class="keys">
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
