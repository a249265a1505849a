import { useEffect } from 'preact/hooks';
import { onKey } from './keys';

/** `j` and `k` move the focus over the rows of whatever lists the page has. */
export function useListKeys(): void {
  useEffect(() => {
    const stops = [
      onKey('j', () => {
        step(1);
      }),
      onKey('k', () => {
        step(-1);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
}

function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by;
  rows[next]?.focus();
}
