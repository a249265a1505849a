export const WEBHOOK_QUEUE = 'webhooks';

/** Deliveries that one process sends at once: mostly waiting, so more than there are checks. */
export const CONCURRENCY = 40;
