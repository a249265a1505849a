import { TOLD_EVENTS } from '../../../src/orders/order-event.entity';
import { ENDPOINT_STATES as SERVED_STATES } from '../../../src/webhooks/endpoint-state';
import { DELIVERY_STATES as SERVED_DELIVERIES } from '../../../src/webhooks/webhook-deliveries.repository';
import {
  DELIVERY_STATES,
  ENDPOINT_STATES,
  ORDER_EVENTS,
  type Webhook,
} from '../../../web/console/src/api/webhook-schemas';
import { changesTo } from '../../../web/console/src/pages/webhook/changes';
import { addressOfWebhook, ownerIn } from '../../../web/console/src/pages/webhooks/addresses';
import {
  parseWebhookFilters,
  toWebhookSearch,
} from '../../../web/console/src/pages/webhooks/webhook-filters';
import { bn } from '../../../web/console/src/words/bn';
import { en } from '../../../web/console/src/words/en';

function aWebhook(fields: Partial<Webhook> = {}): Webhook {
  return {
    id: 'whk_1',
    merchantId: null,
    url: 'https://shop.example/hook',
    description: 'The shop',
    events: [...ORDER_EVENTS, 'webhook.test'],
    enabled: true,
    disabledReason: null,
    disabledAt: null,
    failingSince: null,
    previousSecretValidUntil: null,
    createdAt: '2026-11-23T12:00:00.000Z',
    updatedAt: '2026-11-23T12:00:00.000Z',
    ...fields,
  };
}

it('offers what the service tells, and says in both languages what it is', () => {
  expect([...ORDER_EVENTS].sort()).toEqual([...TOLD_EVENTS].sort());
  expect([...ENDPOINT_STATES].sort()).toEqual([...SERVED_STATES].sort());
  expect([...DELIVERY_STATES].sort()).toEqual([...SERVED_DELIVERIES].sort());
  for (const { webhooks } of [en, bn]) {
    expect(Object.keys(webhooks.events)).toEqual([...ORDER_EVENTS]);
  }
});

it.each([null, 'mrc_1'])('keeps in the address of its page whose it is: %s', (owner) => {
  const [, , , segment = '', webhook] = addressOfWebhook({ owner, webhook: 'whk_1' }).split('/');
  expect([ownerIn(segment), webhook]).toEqual([owner, 'whk_1']);
});

describe('the filters of the list', () => {
  it.each(['', '?state=failing', '?merchant=mrc_1', '?state=disabled&merchant=mrc_1'])(
    'are kept by the address: %j',
    (search) => {
      expect(toWebhookSearch(parseWebhookFilters(search))).toBe(search);
    },
  );

  it('leave out what the API would refuse, and what is no filter', () => {
    expect(parseWebhookFilters('?state=lost&merchant=%20&q=x')).toEqual({});
  });
});

describe('what was changed in the form', () => {
  const webhook = aWebhook();
  const filled = {
    url: webhook.url,
    description: webhook.description,
    events: [...ORDER_EVENTS],
    enabled: true,
  };

  it('is nothing where nothing was', () => {
    expect(changesTo(webhook, filled)).toEqual({});
    const without = aWebhook({ events: [...ORDER_EVENTS] });
    expect(changesTo(without, filled)).toEqual({});
  });

  it('is that, and no more', () => {
    expect(changesTo(webhook, { ...filled, enabled: false })).toEqual({ enabled: false });
    expect(changesTo(webhook, { ...filled, url: 'https://x.example/', description: '' })).toEqual({
      url: 'https://x.example/',
      description: '',
    });
  });

  it('keeps the events that cannot be chosen', () => {
    expect(changesTo(webhook, { ...filled, events: ['order.paid'] })).toEqual({
      events: ['order.paid', 'webhook.test'],
    });
    const chosen = aWebhook({ events: ['order.paid'] });
    expect(changesTo(chosen, { ...filled, events: ['order.failed'] })).toEqual({
      events: ['order.failed'],
    });
  });
});
