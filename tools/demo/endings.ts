/** What has to be ended, in the opposite order of its start. */
export class Endings {
  private readonly endings: (() => Promise<void>)[] = [];
  private running: Promise<void> | undefined;

  /** What is added while everything is being ended is ended at once. */
  add(end: () => Promise<void>): void {
    if (this.running) void end();
    else this.endings.push(end);
  }

  get begun(): boolean {
    return this.running !== undefined;
  }

  /** Ends everything once, however often it is asked. One that fails does not keep the others. */
  run(): Promise<void> {
    this.running ??= this.runAll();
    return this.running;
  }

  private async runAll(): Promise<void> {
    for (let end = this.endings.pop(); end !== undefined; end = this.endings.pop()) {
      try {
        await end();
      } catch (error) {
        console.error(error);
      }
    }
  }
}
