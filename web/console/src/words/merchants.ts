import { words as attentionWords } from './attention';
import { merchants } from './en/merchants';
import { withWords } from './vocabulary';

export const words = withWords(attentionWords, { merchants }, () => import('./bn/merchants'));
