import type { Schemas } from '../../api/schemas';
import { addressOfWebhook } from '../webhooks/addresses';

type AuditEvent = Pick<Schemas['AuditEvent'], 'action' | 'subject' | 'detail'>;

/**
 * The page of what was acted upon. An order whose merchant the trail does not name is found by the
 * search, a delivery at its endpoint. @returns null where the console has none
 */
export function subjectAddress({ action, subject, detail }: AuditEvent): string | null {
  const merchant = typeof detail.merchant === 'string' ? detail.merchant : null;
  switch (subject?.split('_')[0]) {
    case 'ord':
      if (merchant === null) return `/console/orders?q=${subject}`;
      return `/console/orders/${merchant}/${subject}`;
    case 'whk':
    case 'dlv': {
      const webhook = subject.startsWith('whk_') ? subject : detail.webhook;
      // Whoever redelivers by the delivery alone does not say at which endpoint.
      if (typeof webhook !== 'string') return null;
      // The command line does not say whose endpoint it was.
      if (merchant === null && !action.endsWith('OfPlatform')) return null;
      // What is deleted has no page any more.
      if (action.startsWith('deleteWebhook')) return null;
      return addressOfWebhook({ owner: merchant, webhook });
    }
    case 'mrc':
      return `/console/merchants/${subject}`;
    case 'tok':
      return '/console/tokens';
    default:
      return null;
  }
}
