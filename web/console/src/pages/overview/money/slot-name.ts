import { hourTime, shortDay } from '../../../ui/time';
import type { Span, Stretch } from './period';

/** `14:00–15:00`, `23 Nov`: an hour or a day of Dhaka. */
export function slotName({ bucket }: Stretch, { from, to }: Span): string {
  return bucket === 'hour' ? `${hourTime(from)}–${hourTime(to)}` : shortDay(from);
}

/** As short as it stands under a bar. */
export function slotMark({ bucket }: Stretch, { from }: Span): string {
  return bucket === 'hour' ? hourTime(from) : shortDay(from);
}
