import type { ClaimedCheck } from './checks.repository';

export const VERIFICATION_QUEUE = 'verification';

/** Checks that one process carries out at once. */
export const CONCURRENCY = 20;

export const CHECK_JOB = 'check';
/** Does nothing: that the queue takes it shows that the queue is back. */
export const PROBE_JOB = 'probe';

/** Ids, never data to trust. The job's id is the lease token. */
export type CheckJob = ClaimedCheck;

/** The retry policy lives in Postgres; a job that was kept would swallow a new one of its id. */
export const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;
