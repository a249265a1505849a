import { effect, signal, type Signal } from '@preact/signals';
import { loadWords, type Language } from './words/vocabulary';

/** What an operator has chosen; kept in this browser. */

export const THEMES = ['system', 'light', 'dark'] as const;

export const ENVIRONMENTS = ['all', 'sandbox', 'production'] as const;

export const FIGURE_FORMS = ['chart', 'table'] as const;

const LANGUAGES = ['en', 'bn'] as const satisfies readonly Language[];

export const theme = kept('theme', THEMES, 'system');
export const language = kept('language', LANGUAGES, browserLanguage());
/** Of which environment pages show orders. */
export const environment = kept('environment', ENVIRONMENTS, 'all');
/** How figures over time are shown. */
export const figureForm = kept('figures', FIGURE_FORMS, 'chart');

/** The page's root carries theme and language, so that styles and screen readers follow. */
export function keepDocumentInStep(): void {
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
  });
  effect(() => {
    const chosen = language.value;
    void loadWords(chosen).then(() => {
      document.documentElement.lang = chosen;
    });
  });
}

function kept<T extends string>(name: string, choices: readonly T[], initial: T): Signal<T> {
  const key = `ipay-console.${name}`;
  const found = choices.find((choice) => choice === read(key));
  const value = signal(found ?? initial);
  let isFirst = true;
  effect(() => {
    const now = value.value;
    // What was never chosen goes on following the browser.
    if (!isFirst) write(key, now);
    isFirst = false;
  });
  return value;
}

/** A browser that keeps nothing (private windows, policies) still shows the console. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It holds for this page then.
  }
}

function browserLanguage(): Language {
  return navigator.language.toLowerCase().startsWith('bn') ? 'bn' : 'en';
}
