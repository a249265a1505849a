import type { OrderState } from '../../../api/schemas';

/** A state's areas in charts, for eyes that do not tell its colour from the next. */
interface Pattern {
  /** Lines in a tile of {@link TILE} units that goes on in all directions; none: filled. */
  lines?: string;
}

export const TILE = 6;
/** Under the lines. */
export const WASH = 0.18;

const RISING = 'M-1 1 1 -1M0 6 6 0M5 7 7 5';
const FALLING = 'M-1 5 1 7M0 0 6 6M5 -1 7 1';

export const PATTERNS: Readonly<Record<OrderState, Pattern>> = {
  paid: {},
  pending: { lines: RISING },
  creating: { lines: 'M2 3H4' },
  cancelled: { lines: 'M0 3H6' },
  expired: { lines: 'M3 0V6' },
  error: { lines: FALLING },
  failed: { lines: RISING + FALLING },
  rejected: { lines: 'M0 3H6M3 0V6' },
};
