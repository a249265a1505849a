import { answerOf, api } from '../../api/client';
import { learnMerchants } from '../../api/merchant-names';
import type { Environment, Schemas } from '../../api/schemas';

type Merchant = Schemas['Merchant'];

/** What all panels of the page do with a merchant that they have changed. */
export interface Changing {
  merchant: Merchant;
  /** Shows it as it is now, and looks what follows from it. */
  onChanged: (merchant: Merchant) => void;
  /** What the page shows may be old. */
  onFailed: () => void;
}

/** @throws ApiProblem */
export async function changeMerchant(
  { id }: Merchant,
  change: Schemas['ChangeMerchant'],
): Promise<Merchant> {
  const params = { path: { merchant: id } };
  const merchant = await answerOf(api.PATCH('/v1/merchants/{merchant}', { params, body: change }));
  learnMerchants([merchant]);
  return merchant;
}

/** @throws ApiProblem */
export function setKey(
  { id }: Merchant,
  environment: Environment,
  apiKey: string,
): Promise<Merchant> {
  const params = { path: { merchant: id, environment } };
  return answerOf(
    api.PUT('/v1/merchants/{merchant}/credentials/{environment}', { params, body: { apiKey } }),
  );
}

/** @throws ApiProblem `orders-open` */
export async function removeKey({ id }: Merchant, environment: Environment): Promise<void> {
  const params = { path: { merchant: id, environment } };
  await answerOf(api.DELETE('/v1/merchants/{merchant}/credentials/{environment}', { params }));
}
