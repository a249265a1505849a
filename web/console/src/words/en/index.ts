import { attention } from './attention';
import { audit } from './audit';
import { core } from './core';
import { merchants } from './merchants';
import { order } from './order';
import { orders } from './orders';
import { overview } from './overview';
import { served } from './served';
import { tokens } from './tokens';
import { webhooks } from './webhooks';

/**
 * All there is to say: one file for each part of the console. `../bn` has the same keys, which the
 * compiler checks; pages take what they need by the files beside this folder.
 */
export const en = {
  ...core,
  attention,
  audit,
  merchants,
  order,
  orders,
  overview,
  served,
  tokens,
  webhooks,
};

export type Words = typeof en;
