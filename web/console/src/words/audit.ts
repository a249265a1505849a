import { words as ordersWords } from './orders';
import { audit } from './en/audit';
import { withWords } from './vocabulary';

export const words = withWords(ordersWords, { audit }, () => import('./bn/audit'));
