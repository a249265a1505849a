import { TRAIL_ACTIONS } from '../../../src/audit/trail-action';
import {
  parseAuditFilters,
  toAuditSearch,
} from '../../../web/console/src/pages/audit/audit-filters';
import { subjectAddress } from '../../../web/console/src/pages/audit/subject-address';
import { bn } from '../../../web/console/src/words/bn';
import { en } from '../../../web/console/src/words/en';
import { checkedInContract } from '../../support/contract';

/** These write an action of their own instead (`test/e2e/audit.spec.ts`). */
const WRITTEN_OTHERWISE = ['issueToken', 'rotateToken', 'revokeToken'];

/** What a session of the console can be written down for. */
function operations(): string[] {
  return Object.entries(checkedInContract().paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([, methods]) => Object.entries(methods))
    .filter(([method]) => method !== 'get')
    .map(([, { operationId }]) => operationId)
    .filter((id) => !WRITTEN_OTHERWISE.includes(id));
}

it('has words in both languages for every action that can be written, and for no other', () => {
  for (const { audit } of [en, bn]) {
    const known = Object.keys(audit.actions);
    expect(known.sort()).toEqual([...TRAIL_ACTIONS, ...operations()].sort());
  }
});

it.each(['en', 'bn'] as const)('tells every action from every other, in %s', (language) => {
  const { audit } = { en, bn }[language];
  const texts = Object.values(audit.actions);
  expect(new Set(texts).size).toBe(texts.length);
});

it('has words in both languages for the same details', () => {
  expect(Object.keys(bn.audit.details)).toEqual(Object.keys(en.audit.details));
});

describe('the filters', () => {
  it.each([
    '',
    '?actor=token%3Atok_1',
    '?actor=admin&action=verifyOrder&subject=ord_1&from=2026-11-23T18%3A00%3A00.000Z&to=2026-11-24T18%3A00%3A00.000Z',
  ])('are kept by the address: %j', (search) => {
    expect(toAuditSearch(parseAuditFilters(search))).toBe(search);
  });

  it('leave out what the API would refuse, and what is no filter', () => {
    expect(parseAuditFilters('?actor=%20&from=soon&to=&who=me')).toEqual({});
    expect(parseAuditFilters('?from=2026-11-24T00:00:00%2B06:00')).toEqual({
      from: '2026-11-23T18:00:00.000Z',
    });
  });
});

it.each([
  ['an order of a merchant', 'verifyOrder', 'ord_1', 'mrc_1', '/console/orders/mrc_1/ord_1'],
  ['an order of whomever', 'order.verified', 'ord_1', null, '/console/orders?q=ord_1'],
  ['an endpoint', 'changeWebhook', 'whk_1', 'mrc_1', '/console/webhooks/mrc_1/whk_1'],
  [
    'one of the platform',
    'testWebhookOfPlatform',
    'whk_1',
    null,
    '/console/webhooks/platform/whk_1',
  ],
  ['one of whomever', 'webhooks.replayed', 'whk_1', null, null],
  ['one that is deleted', 'deleteWebhook', 'whk_1', 'mrc_1', null],
  ['a merchant', 'changeMerchant', 'mrc_1', 'mrc_1', '/console/merchants/mrc_1'],
  ['a token', 'token.issued', 'tok_1', null, '/console/tokens'],
  ['a delivery', 'redeliverOfWebhook', 'dlv_1', 'mrc_1', '/console/webhooks/mrc_1/whk_1'],
  ['one of an endpoint that is not named', 'redeliver', 'dlv_1', 'mrc_1', null],
  ['what nobody knows', 'x', 'whatever', null, null],
  ['nothing', 'session.opened', null, null, null],
])('leads from %s to its page', (_what, action, subject, merchant, address) => {
  const detail = {
    ...(merchant !== null && { merchant }),
    ...(action === 'redeliverOfWebhook' && { webhook: 'whk_1' }),
  };
  expect(subjectAddress({ action, subject, detail })).toBe(address);
});
