import { words as orderWords } from './order';
import { webhooks } from './en/webhooks';
import { withWords } from './vocabulary';

export const words = withWords(orderWords, { webhooks }, () => import('./bn/webhooks'));
