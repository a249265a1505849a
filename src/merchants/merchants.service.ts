import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InsufficientScope, merchantIdFor, merchantNotFound, type Caller } from '../access';
import type { Environment } from '../config/environment';
import { Envelope } from '../crypto/envelope';
import { toPage, type Page } from '../http/page';
import { toPageRequest } from '../http/page.query';
import { Problem } from '../http/problem';
import { fromTypedId, newUuid } from '../http/typed-id';
import { hintOf } from './api-key';
import { CredentialProbes } from './credential-probes';
import type { ChangeMerchantDto } from './dto/change-merchant.dto';
import type { CreateMerchantDto } from './dto/create-merchant.dto';
import { presentMerchant, type CreatedMerchant, type Merchant } from './dto/merchant';
import type { MerchantsQuery } from './dto/merchants.query';
import { Fingerprints } from './fingerprints';
import { returnSecretBinding } from './gateway-credentials';
import {
  ConfirmationRequired,
  CredentialsInUse,
  CredentialsMissing,
  OrdersOpen,
} from './merchants.problems';
import {
  MerchantsRepository,
  isKeyInUse,
  type NewCredential,
  type SoughtMerchant,
} from './merchants.repository';
import { returnHost } from './return-host';

@Injectable()
export class MerchantsService {
  constructor(
    private readonly merchants: MerchantsRepository,
    private readonly envelope: Envelope,
    private readonly fingerprints: Fingerprints,
    private readonly probes: CredentialProbes,
  ) {}

  /** A new merchant is in nobody's list, so only a caller for all merchants may make one. */
  async create(caller: Caller, dto: CreateMerchantDto): Promise<CreatedMerchant> {
    if (caller.merchantIds !== null) {
      throw new Problem(InsufficientScope, 'Only a token for all merchants can create merchants');
    }
    const { name, environment, apiKey } = dto;
    const id = newUuid();
    const returnSecret = `rs_${randomBytes(32).toString('base64url')}`;
    const sealed = await this.envelope.seal(returnSecret, returnSecretBinding(id));
    const credential =
      apiKey === undefined ? null : await this.sealCredential(id, environment, apiKey);
    const version = await this.merchants
      .insert(
        {
          id,
          name,
          environment,
          returnHosts: canonical(dto.returnHosts),
          returnSecretCiphertext: sealed.ciphertext,
          returnSecretKeyId: sealed.keyId,
        },
        credential,
      )
      .catch(refuseSharedKey);
    const merchant = await this.read(id);
    if (apiKey !== undefined && version !== null) {
      this.probes.start({ merchantId: id, environment, version, apiKey });
    }
    return { ...merchant, returnSecret };
  }

  async list(caller: Caller, query: MerchantsQuery): Promise<Page<Merchant>> {
    const page = toPageRequest(query);
    const rows = await this.merchants.list(amongOf(caller, query), soughtBy(query), page);
    return toPage(rows, page.limit, (row) => row, presentMerchant);
  }

  find(caller: Caller, merchantId: string): Promise<Merchant> {
    return this.read(merchantIdFor(caller, merchantId));
  }

  async change(caller: Caller, merchantId: string, dto: ChangeMerchantDto): Promise<Merchant> {
    const id = merchantIdFor(caller, merchantId);
    const { name, status, environment, confirm } = dto;
    const returnHosts = dto.returnHosts && canonical(dto.returnHosts);
    const change = { name, status, environment, returnHosts };
    const changed = await this.merchants.change(id, change, confirm === 'sandbox');
    const merchant = await this.read(id);
    if (changed) return merchant;
    throw environment !== undefined && merchant.credentials[environment] === null
      ? new Problem(CredentialsMissing, `Set the merchant's ${environment} key first`)
      : new Problem(ConfirmationRequired, 'To leave production, send "confirm":"sandbox" as well');
  }

  /** Whether iPay takes the key does not matter here: it is asked afterwards. */
  async setCredential(
    caller: Caller,
    merchantId: string,
    environment: Environment,
    apiKey: string,
  ): Promise<Merchant> {
    const id = merchantIdFor(caller, merchantId);
    const credential = await this.sealCredential(id, environment, apiKey);
    const version = await this.merchants
      .replaceCredential(id, environment, credential)
      .catch(refuseSharedKey);
    if (version === null) throw merchantNotFound();
    const merchant = await this.read(id);
    this.probes.start({ merchantId: id, environment, version, apiKey });
    return merchant;
  }

  /** Removing what is not there is done already. */
  async removeCredential(
    caller: Caller,
    merchantId: string,
    environment: Environment,
  ): Promise<void> {
    const id = merchantIdFor(caller, merchantId);
    const orders = await this.merchants.removeCredential(id, environment);
    if (orders === null) throw merchantNotFound();
    if (Object.keys(orders).length > 0) {
      throw new Problem(OrdersOpen, `Orders of ${environment} are still to be asked about`, {
        members: { orders },
      });
    }
  }

  private async read(id: string): Promise<Merchant> {
    const row = await this.merchants.find(id);
    if (!row) throw merchantNotFound();
    return presentMerchant(row);
  }

  private async sealCredential(
    merchantId: string,
    environment: Environment,
    apiKey: string,
  ): Promise<NewCredential> {
    const binding = { merchantId, environment, purpose: 'gateway-key' } as const;
    const [sealed, fingerprint] = await Promise.all([
      this.envelope.seal(apiKey, binding),
      this.fingerprints.of(apiKey),
    ]);
    return { ...sealed, fingerprint, hint: hintOf(apiKey) };
  }
}

/** Null: all merchants. */
function amongOf({ merchantIds }: Caller, { id }: MerchantsQuery): readonly string[] | null {
  if (id === undefined) return merchantIds;
  const asked = [id].flat().flatMap((each) => fromTypedId('mrc', each) ?? []);
  return merchantIds ? asked.filter((each) => merchantIds.includes(each)) : asked;
}

function soughtBy({ q }: MerchantsQuery): SoughtMerchant | null {
  const sought = q?.trim() ?? '';
  return sought === '' ? null : { id: fromTypedId('mrc', sought), name: sought };
}

/** Each host once, as it is stored; the request's form was checked before. */
function canonical(hosts: readonly string[]): string[] {
  return [...new Set(hosts.map(returnHost).filter((host) => host !== null))];
}

function refuseSharedKey(error: unknown): never {
  throw isKeyInUse(error)
    ? new Problem(CredentialsInUse, 'Each merchant has its own key in each environment')
    : error;
}
