import { signal } from '@preact/signals';
import { en, type Words } from './en';

/** English is in the first bundle; other languages are fetched by who reads them. */
export type Language = 'en' | 'bn';
export type { Words };

/** The words of the chosen language: `words.value.nav.orders`. Components that read it follow it. */
export const words = signal<Words>(en);

export async function loadWords(language: Language): Promise<void> {
  words.value = language === 'bn' ? (await import('./bn')).bn : en;
}
