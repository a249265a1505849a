import { words as common } from '.';
import { overview } from './en/overview';
import { withWords } from './vocabulary';

export const words = withWords(common, { overview }, () => import('./bn/overview'));
