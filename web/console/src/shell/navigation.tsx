import { useLocation } from 'preact-iso';
import { useEffect, useRef } from 'preact/hooks';
import { NAVIGATION, mayOpen } from '../pages';
import { words } from '../words';

/** The pages that this session may see. */
export function Navigation() {
  const says = words.value.nav;
  const { path } = useLocation();
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the place where one is would be out of sight. Sideways only: the page stays.
    const here = bar.current?.querySelector<HTMLElement>('[aria-current]');
    if (bar.current && here) {
      bar.current.scrollLeft = here.offsetLeft - (bar.current.clientWidth - here.offsetWidth) / 2;
    }
  }, [path]);
  return (
    <nav ref={bar} aria-label={says.label}>
      <ul>
        {NAVIGATION.map(({ path: address, nav }) => {
          if (!nav || !mayOpen(nav)) return null;
          const isHere = path === address.replace(/\/$/, '');
          const isWithin = address !== '/console/' && path.startsWith(`${address}/`);
          return (
            <li key={address}>
              <a href={address} aria-current={isHere ? 'page' : isWithin ? 'true' : undefined}>
                {says.pages[nav.word]}
                {nav.count && nav.count.value > 0 && (
                  <span class="count figures" title={says.waiting(nav.count.value)}>
                    {nav.count}
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
