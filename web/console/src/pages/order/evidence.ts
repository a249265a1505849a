/** What was asked and answered, as the timeline keeps it (`src/gateway/ipay-answer.ts`). */
export interface Evidence {
  request: { method: string; path: string };
  httpStatus?: number;
  contentType?: string;
  body?: string;
  /** Why there is no whole answer. */
  error?: string;
  durationMs: number;
}

/** @returns null where it is not an exchange */
export function readEvidence(evidence: unknown): Evidence | null {
  const { request, durationMs } = (evidence ?? {}) as Partial<Evidence>;
  if (typeof request?.path !== 'string' || typeof durationMs !== 'number') return null;
  return evidence as Evidence;
}

/** `200 in 9 ms`; where no answer came, why not. */
export function outcomeOf({ httpStatus, error, durationMs }: Evidence): string {
  return `${httpStatus ?? error ?? 'no answer'} in ${Math.round(durationMs)} ms`;
}

/** JSON with a line for each member; anything else as it came. */
export function readableBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
