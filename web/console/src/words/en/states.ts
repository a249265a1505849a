/** Where an order can stand, and why one needs a human. */
export const states = {
  order: {
    creating: 'Creating',
    pending: 'Pending',
    paid: 'Paid',
    cancelled: 'Cancelled',
    failed: 'Failed',
    expired: 'Expired',
    error: 'Error',
    rejected: 'Rejected',
  },
  attention: {
    'unrecognised-status': 'Unknown status',
    'contradictory-status': 'Contradictory answers',
    'amount-mismatch': 'Another amount',
    'missing-transaction-id': 'No transaction id',
    'not-found-at-gateway': 'iPay knows no such order',
    'gateway-error-persists': "iPay's trouble lasts",
    'creation-unresolved': 'Create unresolved',
    'verification-exhausted': 'Asked to the end',
  },
  needsAttention: 'Needs attention',
};
