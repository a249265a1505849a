import type { Webhook } from '../../api/webhook-schemas';
import { Icon, type IconName } from '../../ui/icon';
import { Ago } from '../../ui/moment';
import { words } from '../../words/webhooks';

/** How an endpoint stands, and by whose doing. */
export type Standing = 'working' | 'failing' | 'givenUp' | 'gone' | 'byHand';

export function standingOf({
  enabled,
  failingSince,
  disabledReason,
}: Pick<Webhook, 'enabled' | 'failingSince' | 'disabledReason'>): Standing {
  if (enabled) return failingSince === null ? 'working' : 'failing';
  if (disabledReason === null) return 'byHand';
  return disabledReason === 'gone' ? 'gone' : 'givenUp';
}

/** Since when it has stood so; null where that means nothing. */
export function standsSince(webhook: Webhook): string | null {
  return webhook.enabled ? webhook.failingSince : webhook.disabledAt;
}

const SHAPES = {
  working: ['check', 'state-paid'],
  failing: ['error', 'state-error'],
  givenUp: ['failed', 'state-failed'],
  gone: ['rejected', 'state-rejected'],
  byHand: ['paused', ''],
} as const satisfies Record<Standing, readonly [IconName, string]>;

interface StandingBadgeProps {
  webhook: Webhook;
  large?: boolean;
  /** Also since when. */
  withSince?: boolean;
}

/** Colour, shape and word. */
export function StandingBadge({ webhook, large = false, withSince = false }: StandingBadgeProps) {
  const standing = standingOf(webhook);
  const since = standsSince(webhook);
  const [icon, colour] = SHAPES[standing];
  return (
    <span class="standing">
      <span class={`state ${colour}${large ? ' state-large' : ''}`}>
        <Icon name={icon} size={large ? 16 : 14} />
        {words.value.webhooks.standing[standing]}
      </span>
      {withSince && since !== null && (
        <span class="faint">
          <Ago at={since} />
        </span>
      )}
    </span>
  );
}
