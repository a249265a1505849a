import { IpayConnect } from '@ipay-connect/client';
import { setting } from './settings';

/** One for the whole process. */
export const payments = new IpayConnect({
  baseUrl: setting('IPAY_CONNECT_URL'),
  token: setting('IPAY_CONNECT_TOKEN'),
});
