export const VERIFICATION_QUEUE = 'verification';

/** Checks that one process carries out at once. */
export const CONCURRENCY = 20;
