import type { VerifySchedule } from '../config/verify-schedule';
import type { AttentionReason, OrderState } from './order-state';

/** Asked first when there is more to do than hands: a buyer is waiting, or the edge is near. */
export const PRIORITY = { ordinary: 0, edge: 1, returned: 2 } as const;

export interface CheckSituation {
  state: OrderState;
  /** Since iPay accepted the order (`pending`), else since the order took its state. */
  elapsedMs: number;
  /** Since the buyer's browser came back; null when it has not. */
  sinceReturnMs: number | null;
  /** Questions asked in this state so far, the one just asked included. */
  attempt: number;
}

export interface NextCheck {
  /** Null: nothing more is asked. */
  inMs: number | null;
  priority: number;
  /** The pauses are used up: a human should know. */
  flag: AttentionReason | null;
}

const SECOND = 1_000;

/**
 * Where in the jitter an order's questions lie, 0 to below 1, by the random end of its id. It is the
 * same for all of them: that spreads the questions of many orders, and leaves the gaps of each one as
 * the schedule has them.
 */
export function placeInJitter(orderId: string): number {
  return Number.parseInt(orderId.slice(-8), 16) / 2 ** 32;
}

/**
 * When to ask iPay next.
 * @param random 0 to below 1: where in the share `jitter` of a gap the question lies
 */
export function nextCheck(
  schedule: VerifySchedule,
  situation: CheckSituation,
  random: () => number = Math.random,
): NextCheck {
  const ordinary = nextOf(schedule, situation, random);
  if (situation.sinceReturnMs === null || !isUndecided(situation.state)) return ordinary;
  const offset = firstAfter(schedule.afterReturn, situation.sinceReturnMs, schedule.jitter);
  if (!offset) return ordinary;
  const inMs = offset.at - situation.sinceReturnMs + spread(offset.gap, schedule.jitter, random);
  return ordinary.inMs !== null && ordinary.inMs <= inMs
    ? ordinary
    : { ...ordinary, inMs: Math.max(0, inMs), priority: PRIORITY.returned };
}

function isUndecided(state: OrderState): boolean {
  return state === 'pending' || state === 'error' || state === 'creating';
}

function nextOf(
  schedule: VerifySchedule,
  situation: CheckSituation,
  random: () => number,
): NextCheck {
  switch (situation.state) {
    case 'pending':
      return onOffsets(schedule.pending, schedule, situation, random, 'verification-exhausted');
    case 'cancelled':
    case 'failed':
    case 'expired':
      return onOffsets(schedule.late, { jitter: schedule.jitter }, situation, random, null);
    case 'error':
      return onGaps(schedule.error, schedule.jitter, situation, random, 'gateway-error-persists');
    case 'creating':
      return onGaps(schedule.creating, schedule.jitter, situation, random, 'creation-unresolved');
    case 'paid':
    case 'rejected':
      return { inMs: null, priority: PRIORITY.ordinary, flag: null };
  }
}

function onOffsets(
  offsets: readonly number[],
  { jitter, expiryEdge = Infinity }: Pick<VerifySchedule, 'jitter'> & { expiryEdge?: number },
  { elapsedMs }: CheckSituation,
  random: () => number,
  whenUsedUp: AttentionReason | null,
): NextCheck {
  const offset = firstAfter(offsets, elapsedMs, jitter, expiryEdge);
  if (!offset) return { inMs: null, priority: PRIORITY.ordinary, flag: whenUsedUp };
  const edge = expiryEdge * SECOND;
  const shift = spread(offset.gap, jitter, random);
  return {
    inMs: Math.max(0, offset.at - elapsedMs + (offset.at >= edge ? Math.abs(shift) : shift)),
    priority: offset.at === edge ? PRIORITY.edge : PRIORITY.ordinary,
    flag: null,
  };
}

type Gaps = VerifySchedule['error'];

function onGaps(
  gaps: Gaps,
  jitter: number,
  { elapsedMs, attempt }: CheckSituation,
  random: () => number,
  whenUsedUp: AttentionReason,
): NextCheck {
  const usedUp = elapsedMs >= gaps.for * SECOND;
  if (usedUp && elapsedMs >= (gaps.for + gaps.thenFor) * SECOND) {
    return { inMs: null, priority: PRIORITY.ordinary, flag: whenUsedUp };
  }
  // 2 ** 31 gaps would outlast the universe; the bound keeps the power finite.
  const growing = Math.min(gaps.max, gaps.first * 2 ** Math.min(attempt, 31));
  const gap = (usedUp ? gaps.thenEvery : growing) * SECOND;
  return {
    inMs: gap + spread(gap, jitter, random),
    priority: PRIORITY.ordinary,
    flag: usedUp ? whenUsedUp : null,
  };
}

/**
 * The first offset that is still ahead, in milliseconds, with the gap before it. One that is due
 * within the jitter's share of its gap counts as asked: a question may come that much early. From
 * the edge on none does. And an order that was not asked for a while is asked once, not once for
 * every offset that was missed.
 */
function firstAfter(
  offsetsSeconds: readonly number[],
  elapsedMs: number,
  jitter: number,
  edgeSeconds = Infinity,
): { at: number; gap: number } | null {
  for (const [i, offset] of offsetsSeconds.entries()) {
    const gap = (offset - (offsetsSeconds[i - 1] ?? 0)) * SECOND;
    const at = offset * SECOND;
    const early = offset >= edgeSeconds ? 0 : gap * jitter;
    if (at > elapsedMs + early) return { at, gap };
  }
  return null;
}

function spread(gapMs: number, jitter: number, random: () => number): number {
  return gapMs * jitter * (2 * random() - 1);
}
