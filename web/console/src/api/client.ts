import createClient from 'openapi-fetch';
import type { paths } from '../../../../packages/client/src/contract';
import { ApiProblem } from './problem';
import { learnServerTime } from './server-clock';
import { sessionEnded } from './session';

/** Longer than the service takes for anything: a connection can die without a word. */
const PATIENCE_MS = 30_000;

/** `/v1`, as platforms call it; the session's cookie stands for the token. */
export const api = createClient<paths>({
  // Repeated parameters, as the lists take them: state=pending&state=error.
  querySerializer: { array: { style: 'form', explode: true } },
});

api.use({
  onRequest({ request }) {
    // No other site's form can send it: with the cookie alone nothing is changed.
    if (request.method !== 'GET') request.headers.set('x-ipay-console', '1');
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE_MS)]);
    return new Request(request, { signal });
  },
  onResponse({ response }) {
    learnServerTime(response.headers);
    if (response.status === 401) sessionEnded();
  },
});

/** @throws ApiProblem for everything but success */
export async function answerOf<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call.catch((reason: unknown) => {
    // Who has asked for the end of it does not hear of a network failure.
    if (reason instanceof DOMException && reason.name === 'AbortError') throw reason;
    throw new ApiProblem(0, undefined);
  });
  if (!response.ok) throw new ApiProblem(response.status, error);
  return data as T;
}
