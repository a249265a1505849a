/** Sentences that the service says itself: in English they stay as they are. */
export const served: Record<string, string> = {};
