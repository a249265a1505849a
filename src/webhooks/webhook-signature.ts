/** Standard Webhooks 1.0.0, symmetric signatures (https://www.standardwebhooks.com). */
import { createHmac, randomBytes } from 'node:crypto';

const SECRET_PREFIX = 'whsec_';
const SECRET_BYTES = 32;

export interface SignedMessage {
  /** `evt_…`: the same for every attempt. */
  id: string;
  /** Of the attempt, in whole seconds since the epoch. */
  timestamp: number;
  /** Exactly as it is sent. */
  body: string;
}

/** `whsec_` and 32 random bytes in base64. */
export function mintSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/**
 * The headers of one attempt.
 * @param secrets one, or two while a rotation overlaps: each makes a signature of its own
 */
export function signatureHeaders(
  secrets: readonly string[],
  message: SignedMessage,
): Record<string, string> {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': secrets.map((secret) => `v1,${sign(secret, message)}`).join(' '),
  };
}

function sign(secret: string, { id, timestamp, body }: SignedMessage): string {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
}
