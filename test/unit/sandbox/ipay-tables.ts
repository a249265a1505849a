/** The tables of iPay's merchant documentation, as they are known: written down once, by hand. */
import { type OrderState } from '../../../src/sandbox/states';

export interface StateRow {
  state: OrderState;
  payable: boolean;
  /** Codes read as this state: ordinal, hundred. */
  codes: { ordinal: number; hundred: number };
  /** A whole word the label has to have, and what no label may have. */
  says: RegExp | null;
  saysNot: RegExp;
}

export const STATE_TABLE: readonly StateRow[] = [
  {
    state: 'created',
    payable: true,
    codes: { ordinal: 1, hundred: 100 },
    says: null,
    saysNot: /\b(paid|cancel|fail|expire)/i,
  },
  {
    state: 'paid',
    payable: false,
    codes: { ordinal: 2, hundred: 200 },
    says: /\bpaid\b/i,
    saysNot: /\b(unpaid|not|cancel|fail|expire)/i,
  },
  {
    state: 'cancelled',
    payable: false,
    codes: { ordinal: 3, hundred: 300 },
    says: /\bcancel/i,
    saysNot: /\b(paid|fail|expire)/i,
  },
  {
    state: 'failed',
    payable: false,
    codes: { ordinal: 4, hundred: 400 },
    says: /\bfail/i,
    saysNot: /\b(paid|cancel|expire)/i,
  },
  {
    state: 'expired',
    payable: false,
    codes: { ordinal: 5, hundred: 500 },
    says: /\bexpire/i,
    saysNot: /\b(paid|cancel|fail)/i,
  },
  {
    state: 'error',
    payable: false,
    codes: { ordinal: 6, hundred: 600 },
    says: null,
    saysNot: /\b(paid|cancel|fail|expire)/i,
  },
];

export const DOCUMENTED_STATUS_FIELDS = [
  'statusCode',
  'status',
  'orderId',
  'referenceId',
  'transactionId',
  'transactionTime',
] as const;

/** Each field's rule: values that pass and values that do not. */
export const CREATE_FIELD_TABLE: readonly {
  field: string;
  passes: unknown[];
  refused: unknown[];
}[] = [
  {
    field: 'amount',
    passes: [100, 100.2, 100.23, 0.05, 9_999_999_999.99, '100.20'],
    refused: [100.234, 0, -1, 1e15, '12,5', 'ten', '', true, null, undefined],
  },
  {
    field: 'description',
    passes: ['x', 'খ'.repeat(255), '😀'.repeat(255)],
    refused: ['', 'x'.repeat(256), 5, null, undefined],
  },
  ...['successCallbackUrl', 'failureCallbackUrl', 'cancelCallbackUrl'].map((field) => ({
    field,
    passes: [
      'https://xyz.com/x?reference=1&sts=done',
      'http://localhost:3000/return',
      `https://xyz.com/${'x'.repeat(512 - 'https://xyz.com/'.length)}`,
    ],
    refused: [
      `https://xyz.com/${'x'.repeat(513 - 'https://xyz.com/'.length)}`,
      'javascript:alert(1)',
      '/return',
      '',
      null,
      undefined,
    ],
  })),
];

export const REFERENCE_RULE = {
  passes: ['a', 'x'.repeat(50), 'খ'.repeat(50), 'inv/2026#7 ?&%', 'আদেশ-১'],
  refused: ['', 'x'.repeat(51), 5, null, undefined],
};

export const TRANSACTION_TIME =
  /^\d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2}\.\d{3} BDT$/;
