import { signal } from '@preact/signals';
import { answerOf, api } from './client';
import { may, session } from './session';

/** Names for ids, of the merchants that this session may read; fetched as they are asked for. */
export const merchantNames = signal<ReadonlyMap<string, string>>(new Map());

const asked = new Set<string>();
const NEWEST = 200;

/** The newest merchants, to choose from. */
export async function loadMerchants(): Promise<void> {
  if (!may('merchants:read')) return;
  const query = { limit: NEWEST };
  const { data } = await answerOf(api.GET('/v1/merchants', { params: { query } }));
  learnMerchants(data);
}

/** The name, once it is known; until then the id. */
export function merchantName(id: string): string {
  const name = merchantNames.value.get(id);
  if (name === undefined) void ask(id);
  return name ?? id;
}

/** Others are signed in: they may see others. */
session.subscribe(() => {
  asked.clear();
  merchantNames.value = new Map();
});

async function ask(id: string): Promise<void> {
  if (asked.has(id) || !may('merchants:read')) return;
  asked.add(id);
  try {
    const params = { path: { merchant: id } };
    learnMerchants([await answerOf(api.GET('/v1/merchants/{merchant}', { params }))]);
  } catch {
    // The id stands for it.
  }
}

/** Whoever has read a merchant tells: names change. */
export function learnMerchants(merchants: readonly { id: string; name: string }[]): void {
  merchantNames.value = new Map([
    ...merchantNames.value,
    ...merchants.map(({ id, name }) => [id, name] as const),
  ]);
}
