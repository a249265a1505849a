export const attention = {
  title: 'Attention',
  empty: 'No order needs a human',
  emptyHint:
    'Orders come here when iPay’s answers cannot be trusted or do not come. They stay until somebody resolves them.',
  emptyIn: (environment: string) => `No order needs a human in ${environment}`,
  onlyIn: 'The other environment is not looked at here.',
  lookAtAll: 'Look at all',
  orders: (count: number) => (count === 1 ? '1 order' : `${count} orders`),
  oldest: 'oldest',
  todo: 'What to do',
  flaggedSince: 'Flagged',
  detail: 'What was found',
  firstOnes: (shown: number, count: number) => `The oldest ${shown} of ${count} are shown.`,
  allOfThem: 'Show all flagged orders',
  /** What each flag means, and what to do about it. */
  reasons: {
    'unrecognised-status': {
      means: 'iPay answered with a status that the table of statuses does not have.',
      todo: 'Ask iPay what the status means, complete IPAY_STATUS_CODES, ask iPay again, then resolve.',
    },
    'contradictory-status': {
      means: "iPay's answers contradict each other: one says paid, another says it is not.",
      todo: 'Ship nothing more for it, ask iPay which answer holds, then resolve.',
    },
    'amount-mismatch': {
      means: 'iPay names another amount than the order has.',
      todo: 'Compare with the transaction at iPay before anything ships, then resolve.',
    },
    'missing-transaction-id': {
      means: 'iPay says paid and names no transaction.',
      todo: 'Ask iPay for the id of the transaction and keep it in the note, then resolve.',
    },
    'not-found-at-gateway': {
      means: 'iPay says twice in a row that it knows no such order, though it has accepted it.',
      todo: 'Send iPay the order id and the evidence of its acceptance, then resolve.',
    },
    'gateway-error-persists': {
      means: 'iPay has reported trouble of its own with this order for a day, and it does not end.',
      todo: 'Contact iPay about the order, then resolve.',
    },
    'creation-unresolved': {
      means: 'For half an hour it could not be found out whether iPay took the create.',
      todo: "Check the merchant's key and whether iPay can be reached, then resolve.",
    },
    'verification-exhausted': {
      means: 'iPay was asked to the end of the schedule, and the order is still open.',
      todo: 'Ask iPay once more from the order’s page, then resolve.',
    },
  },
};
