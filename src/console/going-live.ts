import type { GoingLiveItem } from './dto/going-live';
import { toTypedId } from '../http/typed-id';

/** What there is to go by; orders are uuids. */
export interface GoingLiveFacts {
  returnHosts: readonly string[];
  /** This and the next two: the newest sandbox order that has ended so. */
  paid: string | null;
  cancelled: string | null;
  failed: string | null;
  /** Null: there is no production key. */
  productionKeyHint: string | null;
  /** Null: iPay has not said. */
  isKeyAccepted: boolean | null;
  /** The last webhook delivery that was answered with 2xx. */
  deliveredAt: Date | null;
  /** Its order; null for a test. */
  deliveredOrderId: string | null;
}

/**
 * What is to be seen working before a merchant takes real money, in the order in which one gets
 * there. Each item is a fact of our own data; nobody ticks anything.
 * @param statusCodesConfirmed the operator has set `IPAY_STATUS_CODES`
 */
export function goingLive(facts: GoingLiveFacts, statusCodesConfirmed: boolean): GoingLiveItem[] {
  const { returnHosts, productionKeyHint: hint, isKeyAccepted, deliveredAt } = facts;
  return [
    ended('paid', facts.paid),
    ended('cancelled', facts.cancelled),
    ended('failed', facts.failed),
    {
      code: 'webhook-delivered',
      done: deliveredAt !== null,
      orderId: idOf(facts.deliveredOrderId),
      detail: deliveredAt
        ? `A delivery was answered with 2xx at ${deliveredAt.toISOString()}.`
        : 'None of the latest deliveries was answered with 2xx: register an endpoint and send it a test.',
    },
    {
      code: 'return-hosts-set',
      done: returnHosts.length > 0,
      orderId: null,
      detail:
        returnHosts.length > 0
          ? `Buyers are sent back to ${returnHosts.join(', ')} only.`
          : 'Buyers may be sent back to any host: set `returnHosts`.',
    },
    {
      code: 'production-key-set',
      done: hint !== null,
      orderId: null,
      detail: hint === null ? 'Set the production key.' : `The production key ends with ${hint}.`,
    },
    {
      code: 'production-key-accepted',
      done: isKeyAccepted === true,
      orderId: null,
      detail: acceptance(hint, isKeyAccepted),
    },
    {
      code: 'status-codes-confirmed',
      done: statusCodesConfirmed,
      orderId: null,
      detail: statusCodesConfirmed
        ? '`IPAY_STATUS_CODES` says what iPay means by its status codes.'
        : "iPay's status codes are inferred: have iPay confirm them and set `IPAY_STATUS_CODES`.",
    },
  ];
}

function ended(state: 'paid' | 'cancelled' | 'failed', orderId: string | null): GoingLiveItem {
  return {
    code: `sandbox-${state}`,
    done: orderId !== null,
    orderId: idOf(orderId),
    detail: orderId
      ? `A sandbox order was ${state} from one end to the other.`
      : `No sandbox order has ended as ${state} yet: make one and let it.`,
  };
}

function acceptance(hint: string | null, isAccepted: boolean | null): string {
  if (hint === null) return 'There is no production key to ask iPay about.';
  if (isAccepted === null) return 'iPay has not said yet whether it takes the production key.';
  return isAccepted ? 'iPay takes the production key.' : 'iPay refuses the production key.';
}

function idOf(order: string | null): string | null {
  return order && toTypedId('ord', order);
}
