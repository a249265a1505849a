import type { Environment, Schemas } from '../../api/schemas';

type Merchant = Pick<Schemas['Merchant'], 'credentials' | 'attention'>;

/**
 * What is known of a merchant's key. `asking`: iPay is being asked whether it takes the key;
 * `unanswered`: it was, and gave no certain answer.
 */
export type KeyState = 'none' | 'asking' | 'accepted' | 'refused' | 'unanswered';

/** iPay has answered by then, or the question was given up. */
const ANSWERED_WITHIN_MS = 30_000;

/** @param now by the service's clock */
export function keyStateOf(merchant: Merchant, environment: Environment, now: number): KeyState {
  const credential = merchant.credentials[environment];
  if (credential === null) return 'none';
  // It was refused when it mattered, whatever a probe has said since.
  if (merchant.attention?.environment === environment) return 'refused';
  if (credential.lastProbe !== null) return credential.lastProbe.accepted ? 'accepted' : 'refused';
  return now - Date.parse(credential.setAt) < ANSWERED_WITHIN_MS ? 'asking' : 'unanswered';
}
