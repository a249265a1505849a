import type { Environment, Schemas } from '../../api/schemas';
import { serverNow } from '../../api/server-clock';
import { Icon, type IconName } from '../../ui/icon';
import { words } from '../../words/merchants';
import { keyStateOf, type KeyState } from './key-state';

type Merchant = Schemas['Merchant'];

/** Colour, shape and word, as orders have them. */
export function StatusBadge({ status }: Pick<Merchant, 'status'>) {
  const isActive = status === 'active';
  return (
    <span class={`state ${isActive ? 'state-paid' : 'state-error'}`}>
      <Icon name={isActive ? 'check' : 'paused'} size={14} />
      {words.value.merchants.status[status]}
    </span>
  );
}

const SHAPES = {
  asking: ['creating', ''],
  accepted: ['check', 'state-paid'],
  refused: ['failed', 'state-failed'],
  unanswered: ['expired', 'state-error'],
} as const satisfies Record<Exclude<KeyState, 'none'>, readonly [IconName, string]>;

/** What is known of a key, and by which end one recognises it. */
export function KeyBadge({
  merchant,
  environment,
}: {
  merchant: Merchant;
  environment: Environment;
}) {
  const says = words.value.merchants.keys;
  const state = keyStateOf(merchant, environment, serverNow());
  if (state === 'none') return <span class="faint">{says.none}</span>;
  const [icon, colour] = SHAPES[state];
  return (
    <span class="key-badge">
      <code>{merchant.credentials[environment]?.hint}</code>
      <span class={`state ${colour}`}>
        <Icon name={icon} size={14} />
        {says[state]}
      </span>
    </span>
  );
}

/** That iPay has refused a key of the merchant when it mattered. */
export function MerchantAttention({ merchant: { attention } }: { merchant: Merchant }) {
  if (!attention) return null;
  return (
    <span class="state state-attention">
      <Icon name="flag" size={14} />
      {words.value.merchants.attention.title}
    </span>
  );
}
