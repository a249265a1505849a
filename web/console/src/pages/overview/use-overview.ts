import { answerOf, api } from '../../api/client';
import { may, session } from '../../api/session';
import { useLoaded, type Loaded } from '../../api/use-loaded';
import { useRenewal } from '../../api/use-renewal';
import type { Overview } from './judge';

const EVERY_MS = 10_000;

/** It names every merchant, and so is only for sessions that may know of all. */
export function maySeePlatform(): boolean {
  return may('ops:read') && session.value?.merchants === '*';
}

/** The state of the whole platform, asked for again and again. */
export function useOverview(): Loaded<Overview> {
  const loaded = useLoaded(maySeePlatform() ? 'platform' : null, (signal) =>
    answerOf(api.GET('/v1/ops/overview', { signal })),
  );
  useRenewal(loaded, { everyMs: EVERY_MS });
  return loaded;
}
