import { orders } from './orders';
import { problems } from './problems';
import { shell } from './shell';
import { states } from './states';

/** One file for each part of the console; `../bn` has the same keys, which the compiler checks. */
export const en = { ...shell, orders, problems, states };

export type Words = typeof en;
