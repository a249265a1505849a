import type { AttentionReason, OrderState } from '../api/schemas';
import { words } from '../words';
import { Icon } from './icon';

/** Colour, shape and word. */
export function StateBadge({ state, large = false }: { state: OrderState; large?: boolean }) {
  return (
    <span class={`state state-${state}${large ? ' state-large' : ''}`}>
      <Icon name={state} size={large ? 16 : 14} />
      {words.value.states.order[state]}
    </span>
  );
}

/** That an order needs a human, and why. */
export function AttentionBadge({ reason }: { reason: AttentionReason }) {
  return (
    <span class="state state-attention">
      <Icon name="flag" size={14} />
      {words.value.states.attention[reason]}
    </span>
  );
}
