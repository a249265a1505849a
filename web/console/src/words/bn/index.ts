import type { Words } from '../en';
import { orders } from './orders';
import { problems } from './problems';
import { shell } from './shell';
import { states } from './states';

export const bn: Words = { ...shell, orders, problems, states };
