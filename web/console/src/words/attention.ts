import { words as ordersWords } from './orders';
import { attention } from './en/attention';
import { withWords } from './vocabulary';

export const words = withWords(ordersWords, { attention }, () => import('./bn/attention'));
