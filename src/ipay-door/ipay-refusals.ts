/** What this door refuses with: iPay's words where it has any. The title is the whole message. */
import { Problem } from '../http/problem';

export function refusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Problem {
  return new Problem({ code: 'ipay-refusal', status, title: message, remedy: '' }, message, {
    headers,
  });
}

export function invalidApiKey(): Problem {
  return refusal(401, 'Invalid API key', { 'www-authenticate': 'Bearer' });
}

export function orderNotFound(): Problem {
  return refusal(404, 'Order not found');
}

export function referenceUsed(referenceId: string): Problem {
  return refusal(409, `Reference Id '${referenceId}' has already been used`);
}

/** The retry of the same create finds out. */
export function createUncertain(): Problem {
  return refusal(503, 'iPay has given no certain answer yet; repeat the same request', {
    'retry-after': '1',
  });
}

export function statusUncertain(): Problem {
  return refusal(503, 'iPay has given no certain answer about this order; ask again', {
    'retry-after': '3',
  });
}
