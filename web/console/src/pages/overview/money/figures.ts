import {
  ORDER_STATES,
  type Environment,
  type OrderState,
  type Schemas,
} from '../../../api/schemas';
import type { OrderFilters } from '../../orders/order-filters';
import { toSearch } from '../../orders/order-filters';
import type { Span, Stretch } from './period';

type Statistics = Schemas['Statistics'];
export type Tally = Pick<
  Statistics['environments'][number],
  'count' | 'amount' | 'states' | 'successRate' | 'timeToPaid'
>;

/** An hour or a day; without a tally where it is still to come. */
export interface Slot extends Span {
  isLast: boolean;
  now: Tally | undefined;
  before: Tally | undefined;
}

/** The orders of one environment: play money and real money are never added up. */
export interface Figures {
  environment: Environment;
  stretch: Stretch;
  now: Tally;
  before: Tally;
  slots: readonly Slot[];
  /** Those that there are any of, from the bottom of a chart to its top. */
  states: readonly OrderState[];
}

/** Paid stands on the ground, where it is easiest to read; trouble is on the top. */
const FROM_THE_GROUND = [
  'paid',
  'pending',
  'creating',
  'cancelled',
  'expired',
  'error',
  'failed',
  'rejected',
] as const satisfies readonly OrderState[];

const NOTHING: Tally = {
  count: 0,
  amount: '0.00',
  states: {},
  successRate: null,
  timeToPaid: null,
};

/** What was counted for a stretch of time, and for the time before. */
export interface Counted {
  stretch: Stretch;
  now: Statistics;
  before: Statistics;
}

function figuresOf(environment: Environment, { stretch, now, before }: Counted): Figures {
  const [counted, earlier] = [now, before].map(({ environments }) =>
    environments.find((one) => one.environment === environment),
  );
  const soFar = stretch.slots.filter(({ from }) => from <= stretch.at).length;
  return {
    environment,
    stretch,
    now: counted ?? NOTHING,
    before: earlier ?? NOTHING,
    slots: stretch.slots.map((slot, i) => ({
      ...slot,
      isLast: i === soFar - 1,
      now: i < soFar ? (counted?.buckets[i] ?? NOTHING) : undefined,
      before: earlier?.buckets[i],
    })),
    states: FROM_THE_GROUND.filter((state) => counted?.states[state] ?? earlier?.states[state]),
  };
}

/** Real money first, where there is any; an environment that nobody uses last. */
export function figuresIn(counted: Counted): Figures[] {
  const all = (['production', 'sandbox'] as const).map((one) => figuresOf(one, counted));
  return all.sort((one, other) => Number(isIdle(one)) - Number(isIdle(other)));
}

export function isIdle({ now, before }: Figures): boolean {
  return now.count === 0 && before.count === 0;
}

/** The orders behind a number. */
export function addressOfOrders(
  { environment }: Pick<Figures, 'environment'>,
  { from, to }: Span,
  state?: OrderState,
): string {
  const filters: OrderFilters = {
    ...(state && { state: [state] }),
    environment,
    createdFrom: from.toISOString(),
    createdTo: to.toISOString(),
  };
  return `/console/orders${toSearch(filters)}`;
}

/** In the order of an order's life, as lists have them. */
export function byLife(states: readonly OrderState[]): OrderState[] {
  return ORDER_STATES.filter((state) => states.includes(state));
}
