import { words as merchantsWords } from './merchants';
import { tokens } from './en/tokens';
import { withWords } from './vocabulary';

export const words = withWords(merchantsWords, { tokens }, () => import('./bn/tokens'));
