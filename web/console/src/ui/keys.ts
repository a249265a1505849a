/** Keys that work wherever nobody is typing. */

type Press = (event: KeyboardEvent) => void;

const presses = new Map<string, Press>();

/** @returns how to give the key back to who had it before */
export function onKey(key: string, press: Press): () => void {
  const before = presses.get(key);
  presses.set(key, press);
  return () => {
    if (presses.get(key) !== press) return;
    if (before) presses.set(key, before);
    else presses.delete(key);
  };
}

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target } = event;
  if (target instanceof HTMLElement && target.closest('input, textarea, select, dialog')) return;
  const press = presses.get(event.key);
  if (!press) return;
  event.preventDefault();
  press(event);
});
