import { hintOf, newApiKey } from './ids';

export interface SandboxMerchant {
  readonly id: string;
  readonly name: string;
  apiKey: string;
  readonly createdAt: number;
}

/** A merchant as everybody may see it; the key is shown once, when it is issued. */
export interface MerchantView {
  id: string;
  name: string;
  keyHint: string;
  createdAt: string;
}

const MOST_MERCHANTS = 10_000;

/** Who may place orders: one key each, as at iPay. */
export class MerchantBook {
  private readonly byId = new Map<string, SandboxMerchant>();
  private readonly byKey = new Map<string, SandboxMerchant>();
  private count = 0;

  /** Null where another merchant has this key already, or the book is full. */
  add(name: string, at: number, apiKey = newApiKey()): SandboxMerchant | null {
    if (this.byKey.has(apiKey) || this.byId.size >= MOST_MERCHANTS) return null;
    this.count += 1;
    const merchant = { id: `merchant-${this.count}`, name, apiKey, createdAt: at };
    this.byId.set(merchant.id, merchant);
    this.byKey.set(apiKey, merchant);
    return merchant;
  }

  get(id: string): SandboxMerchant | null {
    return this.byId.get(id) ?? null;
  }

  ofKey(apiKey: string): SandboxMerchant | null {
    return this.byKey.get(apiKey) ?? null;
  }

  /** The old key is refused from now on. Null where the new one belongs to somebody. */
  replaceKey(merchant: SandboxMerchant, apiKey = newApiKey()): string | null {
    if (this.byKey.has(apiKey)) return null;
    this.byKey.delete(merchant.apiKey);
    merchant.apiKey = apiKey;
    this.byKey.set(apiKey, merchant);
    return apiKey;
  }

  list(): SandboxMerchant[] {
    return [...this.byId.values()];
  }
}

export function viewOfMerchant(merchant: SandboxMerchant): MerchantView {
  return {
    id: merchant.id,
    name: merchant.name,
    keyHint: hintOf(merchant.apiKey),
    createdAt: new Date(merchant.createdAt).toISOString(),
  };
}
