import { signal } from '@preact/signals';
import { core } from './en/core';
import { withWords } from './vocabulary';

export type { Words } from './en';

/**
 * What every page says, in the chosen language: `words.value.nav.orders`; components that read it
 * follow it. For what only some pages say, components import `words` from a file beside this one,
 * which has these and more: so that a page is fetched with its own words, and not with all.
 */
export const words = withWords(signal({}), core, async () => (await import('./bn/core')).core);
