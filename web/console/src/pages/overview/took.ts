import { words } from '../../words/overview';
import { formatDuration } from './duration';

/** How long something took, in the reader's language. */
export function duration(ms: number): string {
  return formatDuration(ms, words.value.overview.took);
}
