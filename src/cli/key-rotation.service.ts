import { Inject, Injectable } from '@nestjs/common';
import { Envelope, KEY_RING } from '../crypto/envelope';
import type { KeyRing } from '../crypto/key-ring';
import { SEALED_COLUMNS, SealedColumnsRepository } from './sealed-columns.repository';

const BATCH = 100;

/**
 * Wraps every secret anew under the first of `ENCRYPTION_KEYS`. The service stays up: it opens
 * both wrappings. Stopped half-way, it goes on where it was, for it only looks for what is left.
 */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly columns: SealedColumnsRepository,
    private readonly envelope: Envelope,
    @Inject(KEY_RING) private readonly ring: KeyRing,
  ) {}

  async countStale(): Promise<number> {
    const counts = await Promise.all(
      SEALED_COLUMNS.map((column) => this.columns.countStale(column, this.ring.activeKeyId)),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** @returns how many secrets were wrapped anew */
  async rotate(onRewrapped: () => void): Promise<number> {
    let rewrapped = 0;
    for (const column of SEALED_COLUMNS) {
      for (;;) {
        const batch = await this.columns.stale(column, this.ring.activeKeyId, BATCH);
        if (batch.length === 0) break;
        for (const secret of batch) {
          await this.columns.replace(column, secret, await this.envelope.rewrap(secret));
          rewrapped += 1;
          onRewrapped();
        }
      }
    }
    return rewrapped;
  }
}
