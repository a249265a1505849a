import type { FastifyRequest } from 'fastify';
import { chooseLanguage, type Language } from './language';

/** How the buyer wants to have a page. */
export interface PageWishes {
  language: Language;
  /** Does not reload by itself: for whom a reload interrupts, a screen reader's voice above all. */
  standsStill: boolean;
}

export function pageWishes({ query, headers }: FastifyRequest): PageWishes {
  const { lang, reload } = query as { lang?: unknown; reload?: unknown };
  return {
    language: chooseLanguage(lang, headers['accept-language']),
    standsStill: reload === 'no',
  };
}

/** The address of the same page, had otherwise. */
export function addressFor({ language, standsStill }: PageWishes): string {
  return standsStill ? `?lang=${language}&reload=no` : `?lang=${language}`;
}
