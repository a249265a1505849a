import { computed, signal } from '@preact/signals';
import { environment } from '../preferences';
import { answerOf, api } from './client';
import { gaps, live, onOrderChange } from './live-stream';
import { toProblem, type ApiProblem } from './problem';
import type { Schemas } from './schemas';
import { may } from './session';

/** The orders that need a human: one truth for the navigation's count and the page. */

export const attention = signal<Schemas['AttentionList']['data'] | undefined>(undefined);
export const attentionProblem = signal<ApiProblem | undefined>(undefined);
export const attentionCount = computed(() =>
  (attention.value ?? []).reduce((sum, { count }) => sum + count, 0),
);

/** Another environment, or changes that may have been missed. */
const occasion = computed(() => `${environment.value} ${gaps.value}`);
/** Changes come in crowds; one look is enough for many. */
const GATHER_MS = 1_000;
/** What operators resolve elsewhere is not told by the stream. */
const LOOK_AGAIN_MS = 60_000;

let gathering: ReturnType<typeof setTimeout> | undefined;
let looks = 0;

export async function refreshAttention(): Promise<void> {
  clearTimeout(gathering);
  gathering = undefined;
  if (!may('orders:read')) return;
  looks += 1;
  const look = looks;
  const chosen = environment.value;
  const query = chosen === 'all' ? {} : { environment: chosen };
  try {
    const { data } = await answerOf(api.GET('/v1/orders/attention', { params: { query } }));
    if (look !== looks) return;
    attention.value = data;
    attentionProblem.value = undefined;
  } catch (error) {
    if (look === looks) attentionProblem.value = toProblem(error);
  }
}

/** As long as somebody is signed in. @returns how to stop */
export function followAttention(): () => void {
  const stopShowing = environment.subscribe(() => {
    // Flags of the one must not stand for those of the other.
    attention.value = undefined;
    attentionProblem.value = undefined;
  });
  const stopChoosing = occasion.subscribe(() => void refreshAttention());
  const stopListening = onOrderChange(({ data: order }) => {
    if (order.attention !== null || isFlagged(order.id)) refreshSoon();
  });
  const timer = setInterval(() => {
    if (!document.hidden && live.value !== 'paused') void refreshAttention();
  }, LOOK_AGAIN_MS);
  return () => {
    stopShowing();
    stopChoosing();
    stopListening();
    clearInterval(timer);
    clearTimeout(gathering);
    looks += 1;
    attention.value = undefined;
  };
}

function refreshSoon(): void {
  gathering ??= setTimeout(() => void refreshAttention(), GATHER_MS);
}

function isFlagged(orderId: string): boolean {
  return (attention.value ?? []).some(({ orders }) => orders.some(({ id }) => id === orderId));
}
