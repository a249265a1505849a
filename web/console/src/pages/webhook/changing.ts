import type { Webhook } from '../../api/webhook-schemas';
import type { EndpointKey } from '../../api/webhooks';

/** An endpoint that can be acted upon. */
export interface Changing {
  endpoint: EndpointKey;
  webhook: Webhook;
  /** It is so now, says the service. */
  onChanged: (webhook: Webhook) => void;
  /** Something is on its way to it. */
  onSent: () => void;
  /** Where to go when it is gone. */
  back: string;
}
