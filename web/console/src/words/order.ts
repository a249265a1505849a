import { words as attentionWords } from './attention';
import { order } from './en/order';
import { withWords } from './vocabulary';

export const words = withWords(attentionWords, { order }, () => import('./bn/order'));
