import type { Words } from '../en';
import { attention } from './attention';
import { forms } from './forms';
import { order } from './order';
import { orders } from './orders';
import { overview } from './overview';
import { problems } from './problems';
import { served } from './served';
import { shell } from './shell';
import { states } from './states';

export const bn: Words = {
  ...shell,
  attention,
  forms,
  order,
  orders,
  overview,
  problems,
  served,
  states,
};
