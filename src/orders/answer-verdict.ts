import type { Reading } from '../gateway';
import type { AttentionReason, OrderState } from './order-state';
import { isEndedUnpaid } from './order-state';

/** What a status answer means for an order that stands in a given state. */
export interface Verdict {
  /** The states the order walks through, in order; empty when the answer changes nothing. */
  steps: readonly OrderState[];
  raised: { reason: AttentionReason; detail: string } | null;
  /** One sentence for the timeline. */
  detail: string;
}

/** Law: only the status API makes an order paid, and paid stays paid. */
export function judgeReading(state: OrderState, reading: Reading): Verdict {
  switch (reading.kind) {
    case 'not-ours':
      return {
        steps: [],
        raised: null,
        detail: `iPay's answer is not about this order: ${reading.detail}`,
      };
    case 'undecided':
      return {
        // It exists at iPay under our reference: whatever its status, the create has worked.
        steps: state === 'creating' && reading.flag !== 'amount-mismatch' ? ['pending'] : [],
        raised: { reason: reading.flag, detail: reading.detail },
        detail: `iPay's answer decides nothing: ${reading.detail}`,
      };
    case 'state':
      return judgeState(state, reading);
  }
}

function judgeState(state: OrderState, reading: Extract<Reading, { kind: 'state' }>): Verdict {
  const said = reading.state;
  const detail = `iPay says ${said}`;
  if (said === 'paid' && state !== 'paid' && state !== 'rejected') {
    return {
      steps: state === 'creating' ? ['pending', 'paid'] : ['paid'],
      raised: reading.missingTransactionId
        ? { reason: 'missing-transaction-id', detail: 'iPay says paid and names no transaction' }
        : null,
      detail,
    };
  }
  if (state === 'paid') {
    const otherwise = `iPay says ${said} of an order that is paid`;
    return said === 'paid'
      ? { steps: [], raised: null, detail }
      : {
          steps: [],
          raised: { reason: 'contradictory-status', detail: otherwise },
          detail: otherwise,
        };
  }
  if (state === 'rejected' || isEndedUnpaid(state)) {
    return { steps: [], raised: null, detail: `${detail}; the order stays ${state}` };
  }
  const next: OrderState = said === 'created' ? 'pending' : said;
  const walked: OrderState[] = state === 'creating' ? ['pending'] : [];
  if (next !== (walked.at(-1) ?? state)) walked.push(next);
  return { steps: walked, raised: null, detail };
}
