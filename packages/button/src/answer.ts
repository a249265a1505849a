import type { FailureReason } from './words.js';

/** What came of asking the shop for an order. */
export type Outcome =
  | { kind: 'created'; paymentUrl: string; answer: unknown }
  | { kind: 'failed'; reason: FailureReason; status: number | null; message: string | null };

/** The order is on its way to iPay; the same question gets its payment page later. */
export interface Later {
  kind: 'later';
  afterMs: number;
}

export interface Answer {
  /** Where it came from, after all redirects. */
  url: string;
  status: number;
  /** The header; only seconds are read. */
  retryAfter: string | null;
  text: string;
}

const ACCEPTED = 202;
const LONGEST_MESSAGE = 300;
const LATER_MS = { usual: 2_000, least: 500, most: 10_000 };

/**
 * Reads the shop's answer.
 * @param text the body as it came, whatever that is
 */
export function readAnswer({ url, status, retryAfter, text }: Answer): Outcome | Later {
  if (status === ACCEPTED) return { kind: 'later', afterMs: laterMs(retryAfter) };
  const answer = parse(text);
  if (status < 200 || status > 299) {
    return { kind: 'failed', reason: 'refused', status, message: messageIn(answer) };
  }
  const paymentUrl = webAddress(fieldOf(answer, 'paymentUrl'), url);
  if (paymentUrl === null) return { kind: 'failed', reason: 'unusable', status, message: null };
  return { kind: 'created', paymentUrl, answer };
}

/**
 * Whether the shop has certainly made no order of what it was asked, so that asking again is a new
 * question. After a lost or late answer the old question is repeated instead, under its old key.
 */
export function isCertain(outcome: Outcome): boolean {
  if (outcome.kind === 'created') return true;
  const { reason, status } = outcome;
  return reason === 'refused' && status !== null && status < 500;
}

/** A whole http(s) address or a path at the shop; null for all else, `javascript:` above all. */
function webAddress(value: unknown, base: string): string | null {
  if (typeof value !== 'string' || !/^(?:https?:\/)?\//i.test(value)) return null;
  try {
    return new URL(value, base).href;
  } catch {
    return null;
  }
}

function messageIn(answer: unknown): string | null {
  const message = fieldOf(answer, 'message');
  if (typeof message !== 'string') return null;
  return message.trim().slice(0, LONGEST_MESSAGE) || null;
}

function laterMs(retryAfter: string | null): number {
  const { usual, least, most } = LATER_MS;
  if (retryAfter === null || !/^\d+$/.test(retryAfter)) return usual;
  return Math.min(Math.max(Number(retryAfter) * 1_000, least), most);
}

function fieldOf(answer: unknown, name: string): unknown {
  return typeof answer === 'object' && answer !== null
    ? (answer as Record<string, unknown>)[name]
    : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
