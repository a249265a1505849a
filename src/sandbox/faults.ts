/**
 * Faults on command. One fault, as `POST /sandbox/faults` and `Sandbox.addFault` take it:
 *
 *   which requests (all optional; a fault without any of these spoils everything)
 *     operation         create | status | status-by-order | status-by-reference | any (default)
 *     referencePattern  the reference, `*` stands for any characters: "shop-*"
 *     orderId           one order
 *     apiKey            one merchant
 *     skip              let that many matching requests pass first (default 0)
 *     times             how many to spoil after that, or "forever" (default)
 *
 *   when
 *     when              before (default) | after the gateway has done its work. "after" a create:
 *                       the order IS in the ledger, only the answer is spoiled
 *     delayMs           wait that long first (default 0), whatever the kind
 *
 *   what, by `kind`
 *     hang         say nothing; `ms`: hang up after that (default: never), `acceptAfterMs`: do the
 *                  work that much later although nobody is told
 *     reset        destroy the socket
 *     http         `status`, `body` (text, or JSON), `contentType`, `headers`
 *     refuse       `status` 400, 401, 403, 404, 409, 422 or 429 in iPay's own words
 *     html         a web page with `status` (default 502)
 *     garbage      `form`: not-json | truncated | cut-off | empty | null | array | binary
 *     huge         `bytes` (default 50 MB) of JSON that never ends well
 *     drip         the true answer, `bytesPerSecond` (default 1)
 *     delay        the true answer, after `delayMs`
 *     twice        the true answer, and once more, unasked, on the same connection
 *     wrong-order  the true answer with another order's `orderId` and `referenceId`; `state`
 *     answer       the true answer with `state` as though it were so, `fields` put over it,
 *                  fields in `omit` left out, `codeAsText`
 *
 * Where several faults match, the one posted first spoils the request. garbage (truncated,
 * cut-off), drip, twice, wrong-order and answer need a true answer and are always "after".
 */
import { z } from 'zod';

import { ORDER_STATES } from './states';

export const OPERATIONS = ['create', 'status-by-order', 'status-by-reference'] as const;

export type Operation = (typeof OPERATIONS)[number];

const milliseconds = z.int().min(0).max(86_400_000);

const where = {
  operation: z.enum([...OPERATIONS, 'status', 'any']).default('any'),
  referencePattern: z.string().min(1).max(200).optional(),
  orderId: z.string().min(1).max(100).optional(),
  apiKey: z.string().min(1).max(500).optional(),
  skip: z.int().min(0).default(0),
  times: z.union([z.int().positive(), z.literal('forever')]).default('forever'),
  when: z.enum(['before', 'after']).default('before'),
  delayMs: milliseconds.default(0),
};

const kind = <K extends string, Shape extends z.ZodRawShape>(name: K, shape: Shape) =>
  z.strictObject({ kind: z.literal(name), ...where, ...shape });

export const faultSchema = z.discriminatedUnion('kind', [
  kind('hang', { ms: milliseconds.optional(), acceptAfterMs: milliseconds.optional() }),
  kind('reset', {}),
  kind('http', {
    status: z.int().min(200).max(599),
    body: z.unknown().optional(),
    contentType: z.string().min(1).optional(),
    headers: z.record(z.string(), z.string()).default({}),
  }),
  kind('refuse', {
    status: z.union([
      z.literal(400),
      z.literal(401),
      z.literal(403),
      z.literal(404),
      z.literal(409),
      z.literal(422),
      z.literal(429),
    ]),
  }),
  kind('html', { status: z.int().min(200).max(599).default(502), body: z.string().optional() }),
  kind('garbage', {
    form: z
      .enum(['not-json', 'truncated', 'cut-off', 'empty', 'null', 'array', 'binary'])
      .default('not-json'),
    status: z.int().min(200).max(599).default(200),
  }),
  kind('huge', {
    bytes: z
      .int()
      .positive()
      .max(2 ** 31)
      .default(50_000_000),
  }),
  kind('drip', { bytesPerSecond: z.number().positive().max(1_000_000).default(1) }),
  kind('delay', {}),
  kind('twice', {}),
  kind('wrong-order', {
    otherOrderId: z.string().default('IPAY-99999999'),
    otherReferenceId: z.string().default('somebody-elses'),
    state: z.enum(ORDER_STATES).optional(),
  }),
  kind('answer', {
    state: z.enum(ORDER_STATES).optional(),
    fields: z.record(z.string(), z.unknown()).default({}),
    omit: z.array(z.string()).default([]),
    codeAsText: z.boolean().default(false),
  }),
]);

export type Fault = z.output<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

/** What a fault is matched against; null where the request does not say. */
export interface GatewayQuestion {
  operation: Operation;
  apiKey: string | null;
  referenceId: string | null;
  orderId: string | null;
}

export function matches(fault: Fault, question: GatewayQuestion): boolean {
  return (
    matchesOperation(fault.operation, question.operation) &&
    (fault.apiKey === undefined || fault.apiKey === question.apiKey) &&
    (fault.orderId === undefined || fault.orderId === question.orderId) &&
    (fault.referencePattern === undefined ||
      (question.referenceId !== null &&
        matchesPattern(fault.referencePattern, question.referenceId)))
  );
}

/** `*` stands for any characters, everything else for itself. */
export function matchesPattern(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return text === head;
  if (!text.startsWith(head)) return false;
  let from = head.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return text.length - tail.length >= from && text.endsWith(tail);
}

/** Whether the gateway does its work before this fault strikes. */
export function strikesAfter(fault: Fault): boolean {
  switch (fault.kind) {
    case 'drip':
    case 'twice':
    case 'wrong-order':
    case 'answer':
      return true;
    case 'garbage':
      return fault.when === 'after' || fault.form === 'truncated' || fault.form === 'cut-off';
    case 'delay':
    case 'hang':
    case 'reset':
    case 'http':
    case 'refuse':
    case 'html':
    case 'huge':
      return fault.when === 'after';
  }
}

function matchesOperation(wanted: Fault['operation'], operation: Operation): boolean {
  if (wanted === 'any') return true;
  return wanted === operation || (wanted === 'status' && operation !== 'create');
}
