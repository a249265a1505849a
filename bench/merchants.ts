import type { Platform } from '../tools/demo/platform';

/** The key of the nth merchant at iPay's sandbox. */
export function keyOfMerchant(n: number): string {
  return `bench-key-of-merchant-${n}`;
}

/** Made by the service itself. @returns their ids, as the API names them */
export async function createMerchants(
  platform: Platform,
  count: number,
  keyOf = keyOfMerchant,
): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 1; n <= count; n += 1) {
    ids.push((await platform.createMerchant(`Merchant ${n}`, keyOf(n))).id);
  }
  return ids;
}
