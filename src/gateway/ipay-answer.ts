/**
 * iPay's JSON judged by its shape, and what is kept of an exchange as evidence. What comes from
 * there is foreign: unknown fields are ignored, missing optional ones tolerated, nothing throws.
 */
import { z } from 'zod';
import { type Environment } from '../config/environment';
import { type StatusAnswer } from './ipay-status';
import { completePaymentUrl } from './payment-url';
import { storable } from './redaction';

const LONGEST_ORDER_ID = 25;
const LONGEST_LABEL = 500;
const LONGEST_TEXT = 100;
const LONGEST_MESSAGE = 500;

/** An id as we would store and ask for it: a dot segment would address something else. */
const orderId = z
  .string()
  .regex(/^[^\p{Cc}\p{Surrogate}]+$/u)
  .refine((id) => charactersOf(id) <= LONGEST_ORDER_ID && id !== '.' && id !== '..');

/** Empty is absent: some answers write it so. */
const transactionId = z
  .string()
  .max(LONGEST_TEXT)
  .regex(/^[^\p{Cc}\p{Surrogate}]*$/u)
  .nullish()
  .transform((id) => (id === undefined || id === '' ? null : id));

/** Kept raw, whatever it is: a time that cannot be read never fails an order. */
const timeText = z
  .unknown()
  .optional()
  .transform((time) => {
    if (typeof time !== 'string' && typeof time !== 'number') return null;
    return firstCharacters(storable(String(time)), LONGEST_TEXT) || null;
  });

const statusCode = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);

const statusAnswer = z.object({
  statusCode,
  status: z
    .string()
    .max(LONGEST_LABEL)
    .nullish()
    .transform((label) => storable(label ?? '')),
  orderId: orderId.nullish().transform((id) => id ?? null),
  referenceId: z
    .string()
    .nullish()
    .transform((id) => id ?? null),
  transactionId,
  transactionTime: timeText,
  updateTime: timeText,
  orderAmount: z.unknown().optional(),
});

/** The status answer in a parsed body, or null where it is none. */
export function statusAnswerOf(body: unknown): StatusAnswer | null {
  const { data } = statusAnswer.safeParse(body);
  return data ? { ...data, orderAmount: data.orderAmount } : null;
}

export interface PlacedOrder {
  orderId: string;
  /** Completed: with a scheme. */
  paymentUrl: string;
  /** As iPay wrote it. */
  rawPaymentUrl: string;
}

const placedOrder = z.object({
  orderId,
  paymentUrl: z.string(),
  referenceId: z.string().nullish(),
});

/**
 * The acceptance in a parsed body, or null where it is none: the id and a page the payer can open
 * are there, and the reference, if present, is the one we sent.
 */
export function placedOrderOf(
  body: unknown,
  referenceId: string,
  environment: Environment,
): PlacedOrder | null {
  const { data } = placedOrder.safeParse(body);
  if (!data || (data.referenceId ?? referenceId) !== referenceId) return null;
  const paymentUrl = completePaymentUrl(data.paymentUrl, environment);
  if (paymentUrl === null) return null;
  return { orderId: data.orderId, paymentUrl, rawPaymentUrl: storable(data.paymentUrl) };
}

const refusal = z.object({
  message: z.unknown().optional(),
  errorMessage: z.unknown().optional(),
});

/** What iPay says of a refusal: `message`, in some real answers `errorMessage`, else null. */
export function refusalMessageOf(body: unknown): string | null {
  const { data } = refusal.safeParse(body);
  const said = [data?.message, data?.errorMessage].find(
    (text) => typeof text === 'string' && text.trim() !== '',
  );
  return typeof said === 'string' ? firstCharacters(storable(said), LONGEST_MESSAGE) : null;
}

/** What the timeline keeps of an exchange with iPay. JSON; at most 2 KiB; never the key. */
export interface Evidence {
  request: { method: string; path: string };
  /** This and the next two: absent where no answer came. */
  httpStatus?: number;
  contentType?: string;
  /** The beginning of the answer's body. */
  body?: string;
  /** Why there is no (whole) answer. */
  error?: string;
  durationMs: number;
}

/** Under 2 KiB by what jsonb's own text adds: a blank after each comma and colon. */
const EVIDENCE_BYTES = 2_000;
/** Holds every path of ours: a reference is 50 characters, at most 12 each when percent-encoded. */
const PATH_BYTES = 800;
const TEXT_BYTES = 200;

/**
 * Cuts an exchange down to evidence. The body gives way, on the border of a character.
 * @param redact from `redactor`, of the key the request carried
 */
export function evidenceOf(exchange: Evidence, redact: (text: string) => string): Evidence {
  const { request, httpStatus, contentType, body, error, durationMs } = exchange;
  const short = (text: string): string => firstJsonBytes(redact(text), TEXT_BYTES);
  const frame: Evidence = {
    request: {
      method: request.method,
      path: firstJsonBytes(redact(request.path), PATH_BYTES),
    },
    ...(httpStatus !== undefined && { httpStatus }),
    ...(contentType !== undefined && { contentType: short(contentType) }),
    ...(error !== undefined && { error: short(error) }),
    durationMs: Math.round(durationMs),
  };
  if (body === undefined) return frame;
  const room = EVIDENCE_BYTES - jsonBytes({ ...frame, body: '' });
  return { ...frame, body: firstJsonBytes(redact(body), room) };
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** As many characters as fit into so many bytes of a JSON string. */
function firstJsonBytes(text: string, bytes: number): string {
  if (jsonBytes(text) - '""'.length <= bytes) return text;
  let end = 0;
  let used = 0;
  for (const character of text) {
    used += jsonBytes(character) - '""'.length;
    if (used > bytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function firstCharacters(text: string, count: number): string {
  return text.length <= count ? text : Array.from(text).slice(0, count).join('');
}

function charactersOf(text: string): number {
  return Array.from(text).length;
}
