import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { onKey } from './keys';
import { useOwnUrl } from './own-url';

/** The list that was looked at last; what is opened from it leads back to it. */
let lastList = '/console/orders';

export function useAsList(): void {
  const { pathname, search } = useOwnUrl();
  useEffect(() => {
    lastList = pathname + search;
  }, [pathname, search]);
}

/**
 * `Esc` leads back to the list. @returns its address
 * @param home where else, if it was no list under this address
 */
export function useBack(home?: string): string {
  const { route } = useLocation();
  const back = home === undefined || lastList.startsWith(home) ? lastList : home;
  useEffect(
    () =>
      onKey('Escape', () => {
        route(back);
      }),
    [back],
  );
  return back;
}
