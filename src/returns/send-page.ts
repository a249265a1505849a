import type { FastifyReply } from 'fastify';
import { CONTENT_SECURITY_POLICY } from './page-style';
import type { Page } from './pages';

/** On every answer: the address is a key to the order's page, so nobody keeps it or hears of it. */
export const PRIVATE = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } as const;

export function sendPage(
  reply: FastifyReply,
  status: number,
  { text, language }: Page,
  headers: Readonly<Record<string, string>> = {},
): void {
  void reply
    .status(status)
    .headers({
      ...PRIVATE,
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
      ...headers,
    })
    .send(text);
}
