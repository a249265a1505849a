import { words } from '../../words';

/** `340 ms`, `34 s`, `2 min 10 s`, `3 h 5 min`, `2 d 4 h`: two units at most. */
export function duration(ms: number): string {
  const { took } = words.value.overview;
  if (ms < 1_000) return took.ms(Math.round(ms));
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return took.seconds(seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joined(took.minutes(minutes), took.seconds, seconds % 60);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return joined(took.hours(hours), took.minutes, minutes % 60);
  return joined(took.days(Math.floor(hours / 24)), took.hours, hours % 24);
}

function joined(whole: string, says: (count: number) => string, rest: number): string {
  return rest === 0 ? whole : `${whole} ${says(rest)}`;
}
