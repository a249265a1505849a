import { signal } from '@preact/signals';
import { answerOf, api } from './client';
import { may, session } from './session';

export interface NamedMerchant {
  id: string;
  name: string;
}

/** Names for ids, of the merchants that this session may read; fetched as they are asked for. */
export const merchantNames = signal<ReadonlyMap<string, string>>(new Map());

const asked = new Set<string>();
const MOST_AT_ONCE = 100;
const MOST_FOUND = 50;

/** The newest merchants whose names have this in them, to choose from; empty: the newest of all. */
export async function findMerchants(text: string): Promise<readonly NamedMerchant[]> {
  if (!may('merchants:read')) return [];
  const query = { limit: MOST_FOUND, ...(text !== '' && { q: text }) };
  const { data } = await answerOf(api.GET('/v1/merchants', { params: { query } }));
  learnMerchants(data);
  return data;
}

/** The name, once it is known; until then the id. */
export function merchantName(id: string): string {
  const name = merchantNames.value.get(id);
  if (name === undefined) ask(id);
  return name ?? id;
}

/** Others are signed in: they may see others. */
session.subscribe(() => {
  asked.clear();
  merchantNames.value = new Map();
});

let wanted: string[] = [];

/** A page asks for all its merchants at once. */
function ask(id: string): void {
  if (asked.has(id) || !may('merchants:read')) return;
  asked.add(id);
  wanted.push(id);
  if (wanted.length === 1) queueMicrotask(() => void askForWanted());
}

async function askForWanted(): Promise<void> {
  const ids = wanted;
  wanted = [];
  for (let first = 0; first < ids.length; first += MOST_AT_ONCE) {
    const query = { limit: MOST_AT_ONCE, id: ids.slice(first, first + MOST_AT_ONCE) };
    try {
      learnMerchants((await answerOf(api.GET('/v1/merchants', { params: { query } }))).data);
    } catch {
      // The ids stand for them.
    }
  }
}

/** Whoever has read a merchant tells: names change. */
export function learnMerchants(merchants: readonly NamedMerchant[]): void {
  merchantNames.value = new Map([
    ...merchantNames.value,
    ...merchants.map(({ id, name }) => [id, name] as const),
  ]);
}
