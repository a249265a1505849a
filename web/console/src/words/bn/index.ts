import type { Words } from '../en';
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

export const bn: Words = {
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
