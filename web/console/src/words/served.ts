import { words as common } from '.';
import { served } from './en/served';
import { withWords } from './vocabulary';

export const words = withWords(common, { served }, () => import('./bn/served'));
