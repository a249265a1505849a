/** Real time plus an offset that can be moved, so that a 15-minute expiry takes no time. */
export class SandboxClock {
  private offset = 0;

  now(): number {
    return Date.now() + this.offset;
  }

  get offsetMs(): number {
    return this.offset;
  }

  advance(ms: number): void {
    this.offset += ms;
  }

  setTo(at: number): void {
    this.offset = at - Date.now();
  }

  reset(): void {
    this.offset = 0;
  }
}
