import { verifyWebhook, type IpayConnect } from '@ipay-connect/client';
import type { Product } from './catalogue';
import { parcelOf, type Purchase, type Purchases } from './purchases';

/** What the platform has given the shop to take payments with. */
export interface PaymentAccount {
  client: IpayConnect;
  merchantId: string;
  /** Signs the service's redirects. */
  returnSecret: string;
  /** Signs its webhooks. */
  webhookSecret: string;
}

/** How the shop takes money: an order, a webhook, one parcel. */
export class Payments {
  constructor(
    private readonly account: PaymentAccount,
    private readonly purchases: Purchases,
    private readonly shopUrl: string,
  ) {}

  /** What was sold before the shop's last start. */
  async recall(): Promise<void> {
    const { client, merchantId } = this.account;
    let room = 50;
    for await (const order of client.orders(merchantId)) {
      if (room-- === 0) return;
      this.purchases.learn(order);
    }
  }

  /** @returns where the buyer pays; null while iPay's answer has not arrived */
  async checkOut(product: Product): Promise<{ purchase: Purchase; paymentUrl: string | null }> {
    const purchase = this.purchases.begin(product);
    const { referenceId } = purchase;
    const back = (end: string): string => `${this.shopUrl}/orders/${referenceId}/${end}`;
    const order = await this.account.client.createOrder(
      this.account.merchantId,
      {
        amount: product.price,
        referenceId,
        description: product.name,
        successCallbackUrl: back('success'),
        failureCallbackUrl: back('failure'),
        cancelCallbackUrl: back('cancel'),
        metadata: { product: product.id },
      },
      { idempotencyKey: referenceId, certainWithinMs: 25_000 },
    );
    this.purchases.learn(order);
    return { purchase, paymentUrl: order.paymentUrl };
  }

  /**
   * Hears what has become of an order. Whoever sends it again does no harm.
   * @throws WebhookRefused where it is not the service's
   */
  async hear(body: string, headers: Readonly<Record<string, string | string[] | undefined>>) {
    const { type, data: order } = verifyWebhook(body, headers, this.account.webhookSecret);
    if (type === 'webhook.test') return;
    const purchase = this.purchases.learn(order);
    if (purchase && order.state === 'paid') await this.ship(purchase, order.id);
  }

  /** The claim decides who packs: of all who try, one. */
  private async ship(purchase: Purchase, orderId: string): Promise<void> {
    const { client, merchantId } = this.account;
    const claim = { by: 'demo-shop', claimId: purchase.referenceId };
    await client.fulfilOnce(merchantId, orderId, claim, (order) => {
      purchase.parcel = parcelOf(purchase.referenceId);
      this.purchases.learn(order);
      return Promise.resolve();
    });
  }
}
