/** What an exchange with iPay comes to: the one place where HTTP statuses mean something. */
import { type Environment } from '../config/environment';
import { type Exchange } from './exchange';
import { placedOrderOf, refusalMessageOf, statusAnswerOf, type Evidence } from './ipay-answer';
import { type StatusAnswer } from './ipay-status';

/** What became of a create. */
export type PlaceOutcome =
  | {
      kind: 'accepted';
      orderId: string;
      paymentUrl: string;
      rawPaymentUrl: string;
      evidence: Evidence;
    }
  /** 400 or 422: iPay has made nothing. */
  | { kind: 'refused'; message: string | null; evidence: Evidence }
  /** 401 or 403: iPay has made nothing. */
  | { kind: 'credentials-refused'; evidence: Evidence }
  /** 409: evidence that an order under this reference exists, perhaps by our own earlier try. */
  | { kind: 'reference-used'; evidence: Evidence }
  /** It may have been accepted: any other answer, an answer of odd shape, silence after sending. */
  | { kind: 'unknown'; reason: string; evidence: Evidence }
  /** It was certainly not sent. */
  | { kind: 'unavailable'; reason: string; evidence: Evidence };

/** What became of a question for an order's status. */
export type AskOutcome =
  | { kind: 'answered'; answer: StatusAnswer; evidence: Evidence }
  /** 404: decides nothing by itself. */
  | { kind: 'not-found'; evidence: Evidence }
  /** 401 or 403. */
  | { kind: 'credentials-refused'; evidence: Evidence }
  | { kind: 'unanswered'; reason: string; evidence: Evidence };

/** What is kept of an exchange, and what keeps the key out of the rest. */
export interface Keeping {
  evidence: Evidence;
  redact: (text: string) => string;
}

/** Judges the exchange of a create. Whatever iPay's documentation does not promise is unknown. */
export function judgePlacing(
  exchanged: Exchange,
  referenceId: string,
  environment: Environment,
  { evidence, redact }: Keeping,
): PlaceOutcome {
  if (exchanged.kind === 'not-sent') {
    return { kind: 'unavailable', reason: exchanged.reason, evidence };
  }
  if (exchanged.kind === 'broken') return { kind: 'unknown', reason: exchanged.reason, evidence };
  const body = parseJson(exchanged.text);
  switch (exchanged.httpStatus) {
    case 200: {
      const placed = placedOrderOf(body, referenceId, environment);
      if (!placed) return { kind: 'unknown', reason: 'not the shape of an acceptance', evidence };
      // Kept in the clear and given to the buyer's browser; the order itself is found by asking.
      return [placed.orderId, placed.paymentUrl].some((text) => redact(text) !== text)
        ? { kind: 'unknown', reason: "the acceptance repeats the merchant's key", evidence }
        : { kind: 'accepted', ...placed, evidence };
    }
    case 400:
    case 422: {
      const message = refusalMessageOf(body);
      return { kind: 'refused', message: message && redact(message), evidence };
    }
    case 401:
    case 403:
      return { kind: 'credentials-refused', evidence };
    case 409:
      return { kind: 'reference-used', evidence };
    default:
      return { kind: 'unknown', reason: `HTTP ${exchanged.httpStatus}`, evidence };
  }
}

/** Judges the exchange of a status question: an error's body is never a status. */
export function judgeAsking(exchanged: Exchange, { evidence, redact }: Keeping): AskOutcome {
  if (exchanged.kind !== 'answer') {
    return { kind: 'unanswered', reason: exchanged.reason, evidence };
  }
  switch (exchanged.httpStatus) {
    case 200: {
      const answer = statusAnswerOf(parseJson(exchanged.text));
      return answer
        ? { kind: 'answered', answer: withoutKey(answer, redact), evidence }
        : { kind: 'unanswered', reason: 'not the shape of a status', evidence };
    }
    case 401:
    case 403:
      return { kind: 'credentials-refused', evidence };
    case 404:
      return { kind: 'not-found', evidence };
    default:
      return { kind: 'unanswered', reason: `HTTP ${exchanged.httpStatus}`, evidence };
  }
}

/** Silence and what cannot be understood; a clear refusal is the gateway in good health. */
export function speaksAgainstTheGateway(outcome: unknown): boolean {
  const { kind } = outcome as PlaceOutcome | AskOutcome;
  return kind === 'unknown' || kind === 'unanswered' || kind === 'unavailable';
}

/** What iPay says of an order is shown to people: a gateway that echoes the key shows them none. */
function withoutKey(answer: StatusAnswer, redact: Keeping['redact']): StatusAnswer {
  const { orderId } = answer;
  return {
    ...answer,
    orderId: orderId !== null && redact(orderId) === orderId ? orderId : null,
    status: redact(answer.status),
    transactionId: answer.transactionId && redact(answer.transactionId),
    transactionTime: answer.transactionTime && redact(answer.transactionTime),
    updateTime: answer.updateTime && redact(answer.updateTime),
  };
}

/** @returns undefined for what is not JSON */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
