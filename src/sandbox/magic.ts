/**
 * Magic amounts: the last two digits of an amount choose what becomes of the order, so that every
 * odd case can be met through iPay's own two endpoints alone.
 */
import { faultSchema, type Fault, type FaultInput } from './faults';
import { takaOf } from './money';
import { type OrderState } from './states';

export interface Magic {
  readonly poisha: number;
  readonly says: string;
  /** The state the order takes in the moment it is accepted. */
  readonly atOnce?: OrderState;
  /** After that many status questions were answered, the order is paid. */
  readonly paidAfterQuestions?: number;
  readonly paidBeforeExpiryMs?: number;
  /** Pay sends the browser to the success address and pays nothing. */
  readonly payDoesNothing?: true;
  /** Spoils the requests about this order, as a posted fault would. */
  readonly fault?: (amountMinor: number) => Fault;
}

const always = (input: FaultInput) => {
  const fault = faultSchema.parse(input);
  return () => fault;
};

const MAGIC: readonly Magic[] = [
  { poisha: 1, says: 'paid at once', atOnce: 'paid' },
  { poisha: 2, says: 'cancelled at once', atOnce: 'cancelled' },
  { poisha: 3, says: 'failed at once', atOnce: 'failed' },
  { poisha: 4, says: 'expired at once', atOnce: 'expired' },
  {
    poisha: 11,
    says: 'the create is accepted and never answered',
    fault: always({ operation: 'create', kind: 'hang', when: 'after' }),
  },
  {
    poisha: 12,
    says: 'status 6 three times, then paid',
    atOnce: 'error',
    paidAfterQuestions: 3,
  },
  {
    poisha: 13,
    says: 'status answers name another amount (1 BDT more)',
    fault: (amountMinor) =>
      faultSchema.parse({
        operation: 'status',
        kind: 'answer',
        fields: { orderAmount: takaOf(amountMinor + 100) },
      }),
  },
  { poisha: 14, says: 'paid a second before expiry', paidBeforeExpiryMs: 1_000 },
  {
    poisha: 15,
    says: 'Pay redirects to the success address but pays nothing',
    payDoesNothing: true,
  },
  {
    poisha: 16,
    says: 'the create is accepted and answered with an HTML page and 502',
    fault: always({ operation: 'create', kind: 'html', status: 502, when: 'after' }),
  },
  {
    poisha: 17,
    says: 'the key is refused for every status question',
    fault: always({ operation: 'status', kind: 'refuse', status: 401 }),
  },
  {
    poisha: 18,
    says: 'status answers carry the code as text',
    fault: always({ operation: 'status', kind: 'answer', codeAsText: true }),
  },
  {
    poisha: 19,
    says: 'status answers carry no orderAmount',
    fault: always({ operation: 'status', kind: 'answer', omit: ['orderAmount'] }),
  },
  {
    poisha: 20,
    says: 'status answers carry a code nobody has heard of (299)',
    fault: always({
      operation: 'status',
      kind: 'answer',
      fields: { statusCode: 299, status: 'Under review' },
    }),
  },
];

export function magicOf(amountMinor: number): Magic | null {
  const poisha = amountMinor % 100;
  return MAGIC.find((magic) => magic.poisha === poisha) ?? null;
}

export function listMagic(): readonly Magic[] {
  return MAGIC;
}
