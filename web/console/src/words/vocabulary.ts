import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';

export type Language = 'en' | 'bn';

/** How each part that is there gets into a language; what comes of it shows it. */
const parts: ((language: Language) => Promise<() => void>)[] = [];
let chosen: Language = 'en';
let loading: Promise<void> = Promise.resolve();

/**
 * The words of `base` and a part of the console's own. English comes with whoever imports them,
 * other languages are fetched by who reads them.
 */
export function withWords<Base extends object, Own extends object>(
  base: ReadonlySignal<Base>,
  english: Own,
  bangla: () => Promise<Own>,
): ReadonlySignal<Base & Own> {
  const own = signal(english);
  parts.push(async (language) => {
    const words = language === 'bn' ? await bangla() : english;
    return () => {
      own.value = words;
    };
  });
  // Whoever fetched the page waits for them, and says where they do not come.
  if (chosen !== 'en') loadWords(chosen).catch(() => undefined);
  return computed(() => ({ ...base.value, ...own.value }));
}

/** All parts change together, as soon as all are there. */
export function loadWords(language: Language): Promise<void> {
  chosen = language;
  loading = Promise.all(parts.map((part) => part(language))).then((shows) => {
    if (chosen !== language) return;
    batch(() => {
      for (const show of shows) show();
    });
  });
  return loading;
}

/** For who has just fetched a page: its words may be on their way. */
export function wordsLoaded(): Promise<void> {
  return loading;
}
