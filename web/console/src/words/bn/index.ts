import type { Words } from '../en';
import { attention } from './attention';
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

export const bn: Words = {
  ...shell,
  attention,
  forms,
  merchants,
  order,
  orders,
  overview,
  problems,
  served,
  states,
  tokens,
};
