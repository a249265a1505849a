import type { Words } from '../../words/en';

type Says = Words['overview']['took'];

/** `340 ms`, `34 s`, `2 min 10 s`, `3 h 5 min`, `2 d 4 h`: two units at most. */
export function formatDuration(ms: number, says: Says): string {
  if (ms < 1_000) return says.ms(Math.round(ms));
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return says.seconds(seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joined(says.minutes(minutes), says.seconds, seconds % 60);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return joined(says.hours(hours), says.minutes, minutes % 60);
  return joined(says.days(Math.floor(hours / 24)), says.hours, hours % 24);
}

function joined(whole: string, says: (count: number) => string, rest: number): string {
  return rest === 0 ? whole : `${whole} ${says(rest)}`;
}
