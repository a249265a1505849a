import type { Words } from '../en';
import { attention } from './attention';
import { audit } from './audit';
import { forms } from './forms';
import { merchants } from './merchants';
import { order } from './order';
import { orders } from './orders';
import { overview } from './overview';
import { problems } from './problems';
import { served } from './served';
import { shell } from './shell';
import { states } from './states';
import { tokens } from './tokens';
import { webhooks } from './webhooks';

export const bn: Words = {
  ...shell,
  attention,
  audit,
  forms,
  merchants,
  order,
  orders,
  overview,
  problems,
  served,
  states,
  tokens,
  webhooks,
};
