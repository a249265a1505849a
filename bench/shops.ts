import { newUuid } from '../src/http/typed-id';
import { Platform } from '../tools/demo/platform';
import type { House } from './house';
import type { Sent, Subject } from './load/closed-loop';
import { createMerchants } from './merchants';

/** Merchants of the service that may create, and a platform's token for them. */
export interface Shops {
  merchantIds: string[];
  token: string;
}

const SHOPS = 10;

/** Through the API, as a platform makes them. */
export async function openShops({ adminToken }: House, url: string): Promise<Shops> {
  const platform = new Platform(url, adminToken);
  // Keys of its own each time: the database may have been kept.
  const merchantIds = await createMerchants(platform, SHOPS, () => `key-of-shop-${newUuid()}`);
  return { merchantIds, token: await platform.createShopToken('*') };
}

/** Creates at the service, by turns for each of its merchants. */
export function createsAtService(url: string, { merchantIds, token }: Shops): Subject {
  const headers = { ...JSON_BODY, authorization: `Bearer ${token}` };
  return creates(url, (n) => ({
    path: `/v1/merchants/${merchantIds[n % SHOPS] ?? ''}/orders`,
    headers,
  }));
}

/** The same at the floor, which asks nobody who its merchants are. */
export function createsAtFloor(url: string): Subject {
  const merchants = Array.from({ length: SHOPS }, newUuid);
  return creates(url, (n) => ({
    path: `/${merchants[n % SHOPS] ?? ''}/orders`,
    headers: JSON_BODY,
  }));
}

/** Past both. */
export function createsAtGateway(url: string): Subject {
  return { ...creates(url, () => ({ path: '/order', headers: JSON_BODY })), status: 200 };
}

const JSON_BODY = { 'content-type': 'application/json' };

function creates(url: string, to: (n: number) => Pick<Sent, 'path' | 'headers'>): Subject {
  let n = 0;
  return {
    url,
    status: 201,
    next: () => {
      n += 1;
      const referenceId = `INV-${newUuid()}`;
      const body = JSON.stringify({
        amount: 120,
        referenceId,
        description: 'Buy x, y, z from XYZ.com',
        successCallbackUrl: `https://xyz.com/success/reference/${referenceId}`,
        failureCallbackUrl: `https://xyz.com/failure/reference/${referenceId}`,
        cancelCallbackUrl: `https://xyz.com/cancel/reference/${referenceId}`,
      });
      return { method: 'POST', body, ...to(n) };
    },
  };
}
