import type { FastifyRequest } from 'fastify';
import { chooseLanguage, type Language } from './language';

export function requestLanguage({ query, headers }: FastifyRequest): Language {
  return chooseLanguage((query as { lang?: unknown }).lang, headers['accept-language']);
}
