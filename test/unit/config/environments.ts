/** The settings that have no default, and nothing else. */
export function minimal(): Record<string, string> {
  return {
    DATABASE_URL: 'postgres://app:pw@127.0.0.1:5432/app',
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  };
}
