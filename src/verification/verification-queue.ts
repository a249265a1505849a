export const VERIFICATION_QUEUE = 'verification';

/** Checks that one process carries out at once. */
export const CONCURRENCY = 20;

/**
 * For how long a claimed check belongs to the job that was made of it. Lost with the queue, it is due
 * again then; a job that starts takes the longer lease of a question.
 */
export const JOB_LEASE_MS = 15_000;
