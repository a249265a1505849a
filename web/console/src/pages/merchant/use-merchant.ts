import { useEffect } from 'preact/hooks';
import { answerOf, api } from '../../api/client';
import { onOrderChange } from '../../api/live-stream';
import { learnMerchants } from '../../api/merchant-names';
import type { Schemas } from '../../api/schemas';
import { serverNow } from '../../api/server-clock';
import { useLoaded, type Loaded } from '../../api/use-loaded';
import { useRenewal } from '../../api/use-renewal';
import { keyStateOf } from './key-state';

export type Merchant = Schemas['Merchant'];

/** A merchant, and what is still to be seen before it goes live. */
export interface Dossier {
  merchant: Merchant;
  goingLive: Schemas['GoingLive'];
}

const RENEWED_EVERY_MS = 15_000;
/** Until iPay has said whether it takes a new key. */
const ASKED_EVERY_MS = 1_000;

export function useMerchant(id: string): Loaded<Dossier> {
  const loaded = useLoaded(id, (signal) => dossierOf(id, signal));
  const { data, problem, reload } = loaded;
  useRenewal(loaded, { everyMs: RENEWED_EVERY_MS });
  useEffect(() => {
    if (!data || !isAsking(data.merchant)) return;
    const timer = setTimeout(reload, ASKED_EVERY_MS);
    return () => {
      clearTimeout(timer);
    };
    // What finds nothing new, or fails, looks again, too.
  }, [data, problem, reload]);
  useEffect(
    () =>
      onOrderChange(({ data: { merchantId, environment, state } }) => {
        if (merchantId !== id || environment !== 'sandbox') return;
        const item = data?.goingLive.items.find(({ code }) => code === `sandbox-${state}`);
        if (item && !item.done) reload();
      }),
    [id, data, reload],
  );
  return loaded;
}

function isAsking(merchant: Merchant): boolean {
  const states = (['sandbox', 'production'] as const).map((environment) =>
    keyStateOf(merchant, environment, serverNow()),
  );
  return states.includes('asking');
}

async function dossierOf(id: string, signal: AbortSignal): Promise<Dossier> {
  const params = { path: { merchant: id } };
  const [merchant, goingLive] = await Promise.all([
    answerOf(api.GET('/v1/merchants/{merchant}', { params, signal })),
    answerOf(api.GET('/v1/merchants/{merchant}/going-live', { params, signal })),
  ]);
  learnMerchants([merchant]);
  return { merchant, goingLive };
}
