import { newVisitId } from './ids';
import { type Member } from './members';

export type Problem = 'unknown-member' | 'wrong-pin' | 'wrong-code';

/** One browser on the payment page of one order. */
export interface PayerVisit {
  readonly id: string;
  readonly orderId: string;
  /** As typed, so that it need not be typed again after a wrong PIN. */
  mobile: string;
  member: Member | null;
  passedSecondFactor: boolean;
  wrongPins: number;
  /** Shown once, on the next page. */
  problem: Problem | null;
}

const MOST_VISITS = 10_000;

export class PayerVisits {
  private readonly visits = new Map<string, PayerVisit>();

  find(id: string | undefined, orderId: string): PayerVisit | null {
    const visit = this.visits.get(id ?? '');
    return visit?.orderId === orderId ? visit : null;
  }

  open(orderId: string): PayerVisit {
    const visit: PayerVisit = {
      id: newVisitId(),
      orderId,
      mobile: '',
      member: null,
      passedSecondFactor: false,
      wrongPins: 0,
      problem: null,
    };
    this.visits.set(visit.id, visit);
    const [oldest] = this.visits.keys();
    if (this.visits.size > MOST_VISITS && oldest !== undefined) this.visits.delete(oldest);
    return visit;
  }
}
