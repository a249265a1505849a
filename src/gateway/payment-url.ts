/** The address of iPay's payment page: completed as it comes, or built where it never came. */
import { type Environment } from '../config/environment';

const LONGEST_URL = 2_048;
/** Blanks, control characters and backslashes, which URL parsers repair, each in its own way. */
const UNSAFE = /[\s\p{Cc}\\]/u;
const ORDER_ID = '{orderId}';

/**
 * Makes the payment page's address one that a browser can open. iPay's documentation shows it
 * without a scheme (`app.ipay.com.bd/pay/IPAY-12345678`): then it is https; a scheme that is there
 * stays.
 * @returns null unless the outcome is http(s), in production https, without credentials
 */
export function completePaymentUrl(raw: string, environment: Environment): string | null {
  if (raw.length > LONGEST_URL || UNSAFE.test(raw)) return null;
  const completed = withScheme(raw);
  if (completed === null || !URL.canParse(completed)) return null;
  const url = new URL(completed);
  if (url.protocol !== 'https:' && (url.protocol !== 'http:' || environment === 'production')) {
    return null;
  }
  if (url.username !== '' || url.password !== '') return null;
  return url.href;
}

function withScheme(raw: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(raw)) return raw;
  // `host:8443/pay/1` has no scheme, `https:host` and `javascript:…` have one we do not take.
  return /^[a-z0-9.-]+(?::\d+)?(?:[/?#]|$)|^\[[0-9a-f:.]+\]/i.test(raw) ? `https://${raw}` : null;
}

/**
 * A completed address as this gateway would have written it.
 * @param sample one that it wrote; null where none is known: then the address stays complete
 */
export function writtenLike(sample: string | null, paymentUrl: string): string {
  const hasNoScheme = sample !== null && !/^https?:\/\//i.test(sample);
  return hasNoScheme ? paymentUrl.replace(/^https?:\/\//, '') : paymentUrl;
}

/** The payment page of an order whose acceptance never reached us, as the template has it. */
export function buildPaymentUrl(template: string, orderId: string): string {
  return template.replaceAll(ORDER_ID, () => encodeURIComponent(orderId));
}

/**
 * The form of an accepted answer's payment page, with `{orderId}` in place of the id, for orders of
 * the same gateway whose answer is lost.
 * @returns null unless the id stands in it exactly once, after the host
 */
export function paymentUrlTemplate(paymentUrl: string, orderId: string): string | null {
  const [before = '', after, ...more] = paymentUrl.split(encodeURIComponent(orderId));
  if (after === undefined || more.length > 0) return null;
  return /^https?:\/\/[^/?#]+[/?#]/.test(before) ? `${before}${ORDER_ID}${after}` : null;
}
