import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { Webhook } from '../../api/webhook-schemas';
import type { EndpointKey } from '../../api/webhooks';
import { merchantName } from '../../api/merchant-names';
import { useBack } from '../../ui/back';
import { Copyable } from '../../ui/copy';
import { Icon } from '../../ui/icon';
import { Moment } from '../../ui/moment';
import { Page } from '../../ui/page';
import { ErrorState, Loading, NotRenewed } from '../../ui/page-states';
import { words } from '../../words/webhooks';
import { ownerIn } from '../webhooks/addresses';
import { EventList } from '../webhooks/event-list';
import { StandingBadge } from '../webhooks/standing';
import { Deliveries } from './deliveries';
import { TroublePanel } from './trouble-panel';
import { useWebhook } from './use-webhook';
import { WebhookActions } from './webhook-actions';
import '../webhooks/webhooks.css';

export default function WebhookPage() {
  const { params } = useRoute();
  const endpoint = { owner: ownerIn(params.owner ?? ''), webhook: params.webhook ?? '' };
  // Another endpoint is another page: nothing of this one may stand beside it.
  return <WebhookOf key={endpoint.webhook} endpoint={endpoint} />;
}

function WebhookOf({ endpoint }: { endpoint: EndpointKey }) {
  const says = words.value.webhooks;
  const back = useBack('/console/webhooks', { isWithin: true });
  const { data: webhook, problem, reload, update } = useWebhook(endpoint);
  const [sent, setSent] = useState(0);
  if (!webhook) {
    return (
      <Page title={endpoint.webhook}>
        {problem ? (
          <ErrorState problem={problem} onRetry={reload}>
            <a href={back}>{says.toList}</a>
          </ErrorState>
        ) : (
          <Loading />
        )}
      </Page>
    );
  }
  const changing = {
    endpoint,
    webhook,
    onChanged: (changed: Webhook) => {
      update(() => changed);
    },
    onSent: () => {
      setSent((count) => count + 1);
      reload();
    },
    back,
  };
  return (
    <Page
      title={webhook.url}
      heading={<Heading webhook={webhook} />}
      actions={<WebhookActions {...changing} />}
    >
      <NotRenewed problem={problem} />
      <Identity webhook={webhook} />
      <TroublePanel {...changing} />
      <Deliveries endpoint={endpoint} webhook={webhook} sent={sent} onSent={changing.onSent} />
      <a class="back" href={back}>
        <Icon name="back" />
        {says.toList}
      </a>
    </Page>
  );
}

function Heading({ webhook }: { webhook: Webhook }) {
  return (
    <span class="endpoint-heading">
      <span class="endpoint-url">{webhook.url}</span>
      <StandingBadge webhook={webhook} large />
    </span>
  );
}

/** Whose it is, what it hears, and by which secrets. */
function Identity({ webhook }: { webhook: Webhook }) {
  const says = words.value.webhooks;
  const { merchantId, id, events, description, previousSecretValidUntil, createdAt } = webhook;
  const facts = [
    [
      says.columns.owner,
      merchantId === null ? `${says.platform} (${says.platformHint})` : merchantName(merchantId),
    ],
    [says.id, <Copyable text={id} what={says.id} />],
    [says.facts.events, <EventList events={events} />],
    ...(description === '' ? [] : [[says.facts.description, description] as const]),
    [
      says.facts.secret,
      previousSecretValidUntil === null ? (
        says.facts.secretAlone
      ) : (
        <span>
          {says.facts.secretOverlap} <Moment at={previousSecretValidUntil} />
        </span>
      ),
    ],
    [says.facts.created, <Moment at={createdAt} />],
  ] as const;
  return (
    <dl class="identity">
      {facts.map(([name, fact]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}
