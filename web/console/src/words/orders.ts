import { words as common } from '.';
import { orders } from './en/orders';
import { withWords } from './vocabulary';

export const words = withWords(common, { orders }, () => import('./bn/orders'));
