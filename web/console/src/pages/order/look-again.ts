import type { Order, OrderDelivery } from '../../api/schemas';

/** Answers take their time after they were due. */
const GRACE_MS = 1_500;
const AT_LEAST_MS = 1_500;

/**
 * When there may be something to see that the stream does not tell: questions that change nothing,
 * and deliveries. What is under way has its next time moved on already, so a delivery that was tried
 * lately is looked after the sooner.
 * @param now by the service's clock
 * @returns null where nothing more will happen by itself
 */
export function lookAgainInMs(
  {
    order,
    deliveries,
  }: { order: Pick<Order, 'gateway'>; deliveries: readonly OrderDelivery[] | null },
  now: number,
): number | null {
  const untilMs = (at: string): number => new Date(at).getTime() - now;
  const waits = (deliveries ?? []).flatMap(({ state, nextAttemptAt, lastAttempt, createdAt }) => {
    if (state !== 'pending' || nextAttemptAt === null) return [];
    const ageMs = -untilMs(lastAttempt?.at ?? createdAt);
    return [Math.min(ageMs / 2, untilMs(nextAttemptAt) + GRACE_MS)];
  });
  const { nextCheckAt } = order.gateway;
  if (nextCheckAt !== null) waits.push(untilMs(nextCheckAt) + GRACE_MS);
  return waits.length > 0 ? Math.max(AT_LEAST_MS, Math.min(...waits)) : null;
}
