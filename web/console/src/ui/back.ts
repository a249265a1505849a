import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { onKey } from './keys';

/** The list that was looked at last; what is opened from it leads back to it. */
let lastList = '/console/orders';

export function useAsList(): void {
  const { url } = useLocation();
  useEffect(() => {
    lastList = url;
  }, [url]);
}

/** `Esc` leads back to the list. @returns its address */
export function useBack(): string {
  const { route } = useLocation();
  const back = lastList;
  useEffect(
    () =>
      onKey('Escape', () => {
        route(back);
      }),
    [back],
  );
  return back;
}
