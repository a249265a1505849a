import { useLocation, useRoute } from 'preact-iso';
import { useRef } from 'preact/hooks';

/**
 * The address of this page. While the next page is being fetched, this one still stands there and
 * `useLocation` already tells it the address of the next.
 */
export function useOwnUrl(): URL {
  const { url, path } = useLocation();
  const own = useRef(url);
  if (path === useRoute().path) own.current = url;
  return new URL(own.current, location.origin);
}
