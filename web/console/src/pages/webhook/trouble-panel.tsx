import { useState } from 'preact/hooks';
import { changeWebhook } from '../../api/webhooks';
import { Act } from '../../ui/act';
import { Ago, Moment } from '../../ui/moment';
import { notify } from '../../ui/notices';
import { words } from '../../words/webhooks';
import { StandingBadge, standingOf, standsSince } from '../webhooks/standing';
import type { Changing } from './changing';
import { ReplayDialog } from './replay-dialog';

/** Why nothing arrives there, and how to go on. */
export function TroublePanel(changing: Changing) {
  const { endpoint, webhook, onChanged, onSent } = changing;
  const says = words.value.webhooks.trouble;
  const standing = standingOf(webhook);
  const since = standsSince(webhook);
  const [replayFrom, setReplayFrom] = useState<string>();
  const replaying = replayFrom !== undefined && (
    <ReplayDialog
      {...changing}
      from={replayFrom}
      onClose={() => {
        setReplayFrom(undefined);
      }}
    />
  );
  if (standing === 'working') return replaying || null;
  const todo = {
    failing: says.failingTodo,
    givenUp: says.disabledTodo,
    gone: says.disabledTodo,
    byHand: says.byHandTodo,
  };
  return (
    <section class="panel flagged endpoint-trouble" aria-labelledby="trouble">
      <div class="flagged-head">
        <h2 id="trouble">
          <StandingBadge webhook={webhook} />
        </h2>
        {since !== null && (
          <span class="faint">
            <Moment at={since} /> (<Ago at={since} />)
          </span>
        )}
      </div>
      <p>{says[standing]}</p>
      <p>
        <strong>{says.todo}:</strong> {todo[standing]}
      </p>
      {!webhook.enabled && (
        <Act
          scope="webhooks:write"
          className="button button-small"
          act={async () => {
            // Since when it has heard nothing is forgotten with enabling it.
            const from = webhook.failingSince ?? webhook.disabledAt ?? webhook.createdAt;
            onChanged(await changeWebhook(endpoint, { enabled: true }));
            notify(says.enabled);
            onSent();
            setReplayFrom(from);
          }}
        >
          {says.enable}
        </Act>
      )}
      {replaying}
    </section>
  );
}
