import { signal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../ui/icon';
import { words } from '../words';
import { onKey } from '../ui/keys';
import { soughtIn } from './sought';

/** How often somebody has asked: the same words again are another question. */
export const searches = signal(0);

/** One box for whatever a merchant reads out over the telephone. */
export function SearchBox() {
  const says = words.value.search;
  const field = useRef<HTMLInputElement>(null);
  const { route } = useLocation();
  useEffect(() => {
    // Where there is no keyboard, the focus would cover half the screen with one.
    if (matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true });
    return onKey('/', () => {
      field.current?.focus();
      field.current?.select();
    });
  }, []);
  return (
    <form
      role="search"
      class="search"
      onSubmit={(event) => {
        event.preventDefault();
        const sought = soughtIn(field.current?.value ?? '');
        if (sought === '') return;
        searches.value += 1;
        route(`/console/orders?${new URLSearchParams({ q: sought }).toString()}`);
      }}
    >
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label={says.label}
        placeholder={says.hint}
        autoComplete="off"
        autoCapitalize="off"
        spellcheck={false}
        enterKeyHint="search"
        maxLength={100}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}
