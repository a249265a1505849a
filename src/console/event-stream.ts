/** Frames of server-sent events, as the HTML standard has them. */

/** @param body without line breaks, as `JSON.stringify` makes it */
export function eventFrame(id: string, type: string, body: string): string {
  return `id: ${id}\nevent: ${type}\ndata: ${body}\n\n`;
}

/**
 * Carries no event. The id is remembered by the reader all the same: who loses the connection now
 * resumes here, and not where the last event was.
 */
export function markFrame(id: string, { retryMs }: { retryMs?: number } = {}): string {
  return `${retryMs === undefined ? ':\n' : `retry: ${retryMs}\n`}id: ${id}\n\n`;
}

/** Readers skip it; people who watch read it. */
export function commentFrame(text: string): string {
  return `: ${text}\n\n`;
}
