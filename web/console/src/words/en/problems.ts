/** What to do next, for each problem an operator can meet; by its code. */
export const problems = {
  remedies: {
    network: 'The service did not answer. Check your connection, then try again; nothing was lost.',
    unauthorized: 'Sign in again.',
    'insufficient-scope': 'Sign in with a token that has the scope, or ask who manages the tokens.',
    'cross-site-request':
      'Open the console in a tab of its own, by its own address, and do it again.',
    'order-not-found':
      'Check the id, or search by the reference. This session may not see the merchant.',
    'merchant-not-found': 'Check the id. If it is right, this session may not see the merchant.',
    'webhook-not-found': 'It may have been deleted. Look at the list of endpoints.',
    'delivery-not-found': 'It may have been deleted with its endpoint.',
    'webhook-disabled': 'Enable the endpoint first, then send again.',
    'replay-too-large': 'Choose a shorter window.',
    'no-attention': 'Nothing: somebody has resolved it already.',
    'credentials-in-use': 'Each merchant has a key of its own: look whose key this is.',
    'credentials-missing': 'Set the key of that environment first.',
    'confirmation-required': 'Load the page again, and confirm it once more.',
    'orders-open': 'Wait until iPay has said how they ended, or replace the key.',
    'token-not-found': 'It may have been revoked. Look at the list of tokens.',
    'token-expired': 'Make a new token.',
    'rate-limited': 'Wait a moment, then try again.',
    'too-many-streams': 'Close other tabs of the console.',
    'validation-failed': 'Correct what is named and send it again.',
    'invalid-cursor': 'Begin the list again from the top.',
    'service-unavailable':
      'It heals by itself. Try again in a few seconds; doing it twice does no harm.',
    'internal-error': 'Try again; if it stays, tell the engineers the request id.',
  } as Record<string, string>,
  otherwise: 'Try again; if it stays, tell the engineers the request id.',
  network: 'No connection to the service',
};
