import { startShop, type Shop } from '../../web/shop/server';
import type { Sandbox } from '../../src/sandbox/server';
import { onFreePort } from '../process/free-port';
import { saveDemoState, type DemoState, type ShopState } from './demo-state';
import { MERCHANT_NAME } from './house';
import type { Platform } from './platform';

const PREFERRED_PORT = 8090;

/** A shop that is open, and what its platform set up for it. */
export interface OpenShop extends Shop {
  readonly merchantId: string;
  readonly token: string;
}

/** One demo merchant per clone and database, kept from start to start. */
export function openShop(
  platform: Platform,
  state: DemoState,
  sandbox: Pick<Sandbox, 'addMerchant'>,
): Promise<OpenShop> {
  return onFreePort(PREFERRED_PORT, async (port) => {
    const webhookUrl = `http://127.0.0.1:${String(port)}/webhooks/ipay`;
    const shop =
      (await returning(platform, state.shop, webhookUrl)) ??
      (await signUp(platform, sandbox, webhookUrl));
    state.shop = shop;
    await saveDemoState(state);
    const { merchantId, returnSecret, token, webhook } = shop;
    const open = await startShop({
      port,
      serviceUrl: platform.serviceUrl,
      token,
      account: { merchantId, returnSecret, webhookSecret: webhook.secret },
    });
    return { ...open, merchantId, token };
  });
}

/** @returns the shop of an earlier start; undefined where this installation does not know it */
async function returning(
  platform: Platform,
  shop: ShopState | undefined,
  webhookUrl: string,
): Promise<ShopState | undefined> {
  if (!shop || !(await platform.knowsMerchant(shop.merchantId))) return undefined;
  await platform.moveWebhook(shop.merchantId, shop.webhook.id, webhookUrl);
  return shop;
}

async function signUp(
  platform: Platform,
  sandbox: Pick<Sandbox, 'addMerchant'>,
  webhookUrl: string,
): Promise<ShopState> {
  // A key of its own: another merchant may have the known one, if a start broke off here.
  const { apiKey } = sandbox.addMerchant(MERCHANT_NAME);
  const { id: merchantId, returnSecret } = await platform.createMerchant(MERCHANT_NAME, apiKey);
  const token = await platform.createShopToken([merchantId]);
  const webhook = await platform.createWebhook(merchantId, webhookUrl);
  return { merchantId, apiKey, returnSecret, token, webhook };
}
