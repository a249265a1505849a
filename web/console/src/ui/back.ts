import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { onKey } from './keys';
import { useOwnUrl } from './own-url';

/** The list that was looked at last; what is opened from it leads back to it. */
let lastList: string | undefined;

/** @param isShown no list as long as it leads on by itself: who goes back there does not stay */
export function useAsList({ isShown = true } = {}): void {
  const { pathname, search } = useOwnUrl();
  useEffect(() => {
    if (isShown) lastList = pathname + search;
  }, [pathname, search, isShown]);
}

/**
 * `Esc` leads back to the list. @returns its address
 * @param home where to, if no list was looked at
 * @param options.isWithin only a list under that address will do
 */
export function useBack(home: string, { isWithin = false } = {}): string {
  const { route } = useLocation();
  const back = lastList !== undefined && (!isWithin || lastList.startsWith(home)) ? lastList : home;
  useEffect(
    () =>
      onKey('Escape', () => {
        route(back);
      }),
    [back],
  );
  return back;
}
