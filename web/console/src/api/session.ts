import { computed, signal } from '@preact/signals';
import { ApiProblem } from './problem';
import type { Scope } from './schemas';
import { learnServerTime } from './server-clock';

/** Who is signed in; the cookie that proves it is out of reach of scripts. */
export interface Session {
  /** `admin` or `token:tok_…`, as the timeline names it. */
  actor: string;
  name: string;
  scopes: Scope[];
  merchants: '*' | string[];
  expiresAt: string;
}

const ADDRESS = '/console/session';

/** Undefined: not known yet. */
export const session = signal<Session | null | undefined>(undefined);
/**
 * It was there and is over: the page stays where it is and goes on after the next sign-in. Where
 * `session` still has it, the page itself is kept as well, under the form to sign in.
 */
export const hasEnded = signal(false);

export const isReadOnly = computed(
  () => session.value?.scopes.every((scope) => scope.endsWith(':read')) ?? true,
);

export function may(scope: Scope): boolean {
  return session.value?.scopes.includes(scope) ?? false;
}

/** @throws ApiProblem where it cannot be found out */
export async function findSession(): Promise<void> {
  const response = await ask('GET');
  if (response.status === 401) session.value = null;
  else session.value = await sessionIn(response);
}

/** @throws ApiProblem `unauthorized` for a token that is not valid */
export async function signIn(token: string): Promise<void> {
  become(await sessionIn(await ask('POST', { token })));
}

/** Tabs have one session in common: another one may have ended it, or put another in its place. */
export async function lookAtSessionAgain(): Promise<void> {
  if (session.value === undefined) return;
  const response = await ask('GET');
  if (response.status === 401) sessionEnded();
  else if (response.ok) become(await sessionIn(response));
}

function become(found: Session): void {
  const { actor, expiresAt } = session.value ?? {};
  if (found.actor !== actor || found.expiresAt !== expiresAt) session.value = found;
  hasEnded.value = false;
}

/** @throws ApiProblem */
export async function signOut(): Promise<void> {
  const response = await ask('DELETE');
  if (!response.ok && response.status !== 401) throw await problemIn(response);
  session.value = null;
  hasEnded.value = false;
}

/**
 * What stands in a dialog would be gone with its page: a note half written, a secret that is told
 * once. So the page is kept then, for the same caller to go on with.
 */
export function sessionEnded({ isForGood = false } = {}): void {
  if (!session.value) return;
  hasEnded.value = true;
  if (isForGood || document.querySelector('dialog[open]') === null) session.value = null;
}

async function ask(method: string, body?: object): Promise<Response> {
  const response = await fetch(ADDRESS, {
    method,
    headers: {
      'x-ipay-console': '1',
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ApiProblem(0, undefined);
  });
  learnServerTime(response.headers);
  return response;
}

async function sessionIn(response: Response): Promise<Session> {
  if (!response.ok) throw await problemIn(response);
  return (await response.json()) as Session;
}

async function problemIn(response: Response): Promise<ApiProblem> {
  return new ApiProblem(response.status, await response.json().catch(() => undefined));
}
