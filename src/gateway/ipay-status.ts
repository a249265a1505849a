/**
 * What an iPay status answer means for one of our orders. The number decides, the label is for
 * people; but the documentation at hand has lost most of the numbers, so an inferred one is
 * believed only where the label says the same. A wrong guess then costs a flag, never money.
 */
import { IPAY_STATES, type IpayState } from '../config/config';
import { parseAmount } from './money';

interface CodeMeaning {
  readonly state: IpayState;
  /** Not certain: read out of the order of iPay's list, not out of its words. */
  readonly certain: boolean;
}

/** Every code that means something, once. */
export type StatusTable = ReadonlyMap<number, CodeMeaning>;

/**
 * iPay's six states in the order of its documentation. Certain are only 200 (its sample, and what
 * live integrations compare with) and 6 (which it calls "status 6").
 */
const INFERRED_CODES: Readonly<Record<IpayState, readonly number[]>> = {
  created: [1, 100, 102],
  paid: [2, 200],
  cancelled: [3, 300],
  failed: [4, 400],
  expired: [5, 500],
  error: [6, 600],
};
const CERTAIN_CODES: ReadonlySet<number> = new Set([6, 200]);

/**
 * The table in force: ours, or the operator's in its place, whose every code is certain.
 * @param override `IPAY_STATUS_CODES`, each code named once
 */
export function statusTable(override: Record<IpayState, number[]> | null): StatusTable {
  const codes = override ?? INFERRED_CODES;
  return new Map(
    IPAY_STATES.flatMap((state) =>
      codes[state].map((code) => [
        code,
        { state, certain: override !== null || CERTAIN_CODES.has(code) },
      ]),
    ),
  );
}

/** A status answer of the right shape; absent texts are null, an absent label is empty. */
export interface StatusAnswer {
  statusCode: number;
  status: string;
  orderId: string | null;
  referenceId: string | null;
  transactionId: string | null;
  transactionTime: string | null;
  /** When iPay last changed the order, by its own words; of interest only to its clients. */
  updateTime: string | null;
  /** BDT as iPay sent it; undefined when absent. */
  orderAmount: unknown;
}

/** The order the question was about. */
export interface ExpectedOrder {
  /** Null while iPay's acceptance is not known: then only the reference can be compared. */
  gatewayOrderId: string | null;
  referenceId: string;
  amountMinor: bigint;
}

export type Reading =
  | {
      kind: 'state';
      state: IpayState;
      /** This and the times: null unless paid. */
      transactionId: string | null;
      transactionTime: Date | null;
      transactionTimeRaw: string | null;
      /** True only for paid: accepted all the same, for the operators to see. */
      missingTransactionId: boolean;
    }
  | {
      kind: 'undecided';
      flag: 'unrecognised-status' | 'contradictory-status' | 'amount-mismatch';
      detail: string;
    }
  | { kind: 'not-ours'; detail: string };

/**
 * Reads a status answer that came with HTTP 200; an error's body is never one, whatever
 * `statusCode` it carries.
 */
export function readStatus(
  answer: StatusAnswer,
  expected: ExpectedOrder,
  table: StatusTable,
): Reading {
  const stranger = namesAnother(answer, expected);
  if (stranger !== null) return { kind: 'not-ours', detail: stranger };

  const meaning = table.get(answer.statusCode);
  if (!meaning) return undecided('unrecognised-status', answer, 'is not in the status table');

  const { state, certain } = meaning;
  const label = readLabel(answer.status);
  if (contradicts(state, label)) {
    return undecided('contradictory-status', answer, `is read as ${state}, its label says else`);
  }
  // An inferred code may move an order to an end only where the label confirms it. Created and
  // error end nothing: the order is asked about again anyway.
  if (!certain && isEnd(state) && !label.ends.has(state)) {
    return undecided('unrecognised-status', answer, `may mean ${state}, its label does not say so`);
  }

  if (state !== 'paid') {
    return {
      kind: 'state',
      state,
      transactionId: null,
      transactionTime: null,
      transactionTimeRaw: null,
      missingTransactionId: false,
    };
  }
  if (!amountAgrees(answer, expected.amountMinor)) {
    return undecided(
      'amount-mismatch',
      answer,
      'says paid, with an amount that is not the order’s',
    );
  }
  return {
    kind: 'state',
    state,
    transactionId: answer.transactionId,
    transactionTime:
      answer.transactionTime === null ? null : parseTransactionTime(answer.transactionTime),
    transactionTimeRaw: answer.transactionTime,
    missingTransactionId: answer.transactionId === null,
  };
}

/**
 * Whether an answer's `orderAmount` is the order's. The field is not documented, so its absence
 * agrees; what is present and cannot be read as an amount does not.
 */
export function amountAgrees(answer: StatusAnswer, amountMinor: bigint): boolean {
  const { orderAmount } = answer;
  if (orderAmount === undefined || orderAmount === null) return true;
  return parseAmount(orderAmount) === amountMinor;
}

/** Why an answer is not about our order: at least one id is present, and each present one is ours. */
function namesAnother(answer: StatusAnswer, expected: ExpectedOrder): string | null {
  const { orderId, referenceId } = answer;
  const comparable = referenceId !== null || (orderId !== null && expected.gatewayOrderId !== null);
  if (!comparable) return 'the answer names no order that could be compared';
  if (referenceId !== null && referenceId !== expected.referenceId) {
    return 'the answer names another reference';
  }
  if (orderId !== null && expected.gatewayOrderId !== null && orderId !== expected.gatewayOrderId) {
    return 'the answer names another order';
  }
  return null;
}

type End = Exclude<IpayState, 'created' | 'error'>;

function isEnd(state: IpayState): state is End {
  return state !== 'created' && state !== 'error';
}

interface LabelReading {
  /** The ends whose word the label contains. */
  ends: ReadonlySet<End>;
  saysUnpaid: boolean;
}

const NEGATIONS: ReadonlySet<string> = new Set(['not', 'un', 'non', 'never', 'cannot']);
/** Words between a negation and what it negates: "not yet been paid". */
const FILLERS: ReadonlySet<string> = new Set(['yet', 'be', 'been', 'being', 'fully']);

/** Reads a label by whole words, in any case and with whatever stands between them. */
function readLabel(label: string): LabelReading {
  const words =
    label
      .toLowerCase()
      .replace(/n['’]t\b/g, ' not')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const ends = new Set<End>();
  let saysUnpaid = false;
  let negated = false;
  for (const word of words) {
    if (word === 'unpaid' || word === 'notpaid' || (word === 'paid' && negated)) saysUnpaid = true;
    else if (word === 'paid') ends.add('paid');
    else if (word.startsWith('cancel')) ends.add('cancelled');
    else if (word.startsWith('fail')) ends.add('failed');
    else if (word.startsWith('expire')) ends.add('expired');
    negated = NEGATIONS.has(word) || (negated && FILLERS.has(word));
  }
  return { ends, saysUnpaid };
}

/**
 * The label may veto, never decide: it does where code and label disagree about paid, or where
 * they name two different ends. A label that names nothing is no contradiction.
 */
function contradicts(state: IpayState, label: LabelReading): boolean {
  if (state === 'paid' && label.saysUnpaid) return true;
  if (state !== 'paid' && label.ends.has('paid')) return true;
  return isEnd(state) && [...label.ends].some((end) => end !== state);
}

const DETAIL_LABEL_CHARACTERS = 80;

function undecided(
  flag: Extract<Reading, { kind: 'undecided' }>['flag'],
  answer: StatusAnswer,
  why: string,
): Reading {
  const label = Array.from(answer.status).slice(0, DETAIL_LABEL_CHARACTERS).join('');
  return { kind: 'undecided', flag, detail: `status ${answer.statusCode} “${label}” ${why}` };
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const TRANSACTION_TIME = /^(\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d\.\d{3}) BDT$/;

/**
 * Reads iPay's time of a transaction, `18 Sep 2017 12:33:39.749 BDT`: English, Asia/Dhaka, which is
 * UTC+6 all year.
 * @returns null for anything else, days and hours that do not exist included
 */
export function parseTransactionTime(raw: string): Date | null {
  const [, day, monthName = '', year, time] = TRANSACTION_TIME.exec(raw) ?? [];
  const month = MONTHS.indexOf(monthName) + 1;
  if (month === 0) return null;
  const local = `${year}-${String(month).padStart(2, '0')}-${day}T${time}`;
  // Date accepts 31 Feb and 24:00 and moves on to the next day; the round trip shows it.
  const asUtc = new Date(`${local}Z`);
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString() !== `${local}Z`) return null;
  return new Date(`${local}+06:00`);
}
