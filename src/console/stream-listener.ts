import type { ServerResponse } from 'node:http';
import { toEventMessage } from '../orders';
import { commentFrame, eventFrame, markFrame } from './event-stream';
import { comparePositions, encodePosition, type StreamPosition } from './stream-position';
import type { StreamEvent } from './stream.repository';

/** What may wait in this process for one slow reader, give or take an event. */
const BUFFER_BYTES = 256 * 1024;
/** A reader that was told to go may still take what is under way. */
const FAREWELL_MS = 500;

/** Whose events a listener hears, and who proves that it still may. */
export interface Listening {
  /** Null: those of every merchant. */
  merchantIds: readonly string[] | null;
  /** Rejects once the token is no longer valid. */
  authenticate: () => Promise<unknown>;
}

/** One open stream: where its reader stands, and the connection. */
export class StreamListener {
  /** Fed by the shared loop; else it reads up to it by itself. */
  isLive = false;
  /** The last look at the token is still under way. */
  isBeingChecked = false;
  /** Since when the reader has taken nothing, by this process's monotonic clock. */
  stalledSince: number | null = null;
  private marked: StreamPosition | null = null;
  private readonly merchantIds: ReadonlySet<string> | null;

  /** @param position all up to here is delivered, or none of this listener's business */
  constructor(
    private readonly response: ServerResponse,
    readonly listening: Listening,
    public position: StreamPosition,
  ) {
    this.merchantIds = listening.merchantIds && new Set(listening.merchantIds);
  }

  get isClosed(): boolean {
    return this.response.destroyed || this.response.writableEnded;
  }

  /** The reader keeps up. */
  get hasRoom(): boolean {
    return this.response.writableLength < BUFFER_BYTES;
  }

  /**
   * The next event in order; one that has been passed is left out.
   * @returns false, and nothing is done, where the reader does not keep up
   */
  offer(event: StreamEvent, frame: (event: StreamEvent) => string = frameOf): boolean {
    if (comparePositions(event, this.position) <= 0) return true;
    if (this.merchantIds === null || this.merchantIds.has(event.merchantId)) {
      if (this.isClosed || !this.hasRoom) return false;
      this.response.write(frame(event));
      this.marked = event;
    }
    this.position = event;
    return true;
  }

  /** Tells the reader where it stands. */
  mark(options: { retryMs?: number } = {}): void {
    if (this.isClosed || !this.hasRoom) return;
    const isNew = this.marked === null || comparePositions(this.marked, this.position) !== 0;
    this.response.write(
      isNew ? markFrame(encodePosition(this.position), options) : commentFrame(''),
    );
    this.marked = this.position;
  }

  /** Resolves when the reader has taken what waits for it, or is gone. */
  async room(): Promise<void> {
    if (this.hasRoom || this.isClosed) return;
    this.stalledSince = performance.now();
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.response.off('drain', done).off('close', done);
        resolve();
      };
      this.response.on('drain', done).on('close', done);
    });
    this.stalledSince = null;
  }

  /** @param why for people */
  end(why: string): void {
    if (this.isClosed) return;
    this.response.end(commentFrame(why));
    const farewell = setTimeout(() => this.response.destroy(), FAREWELL_MS);
    this.response.once('close', () => {
      clearTimeout(farewell);
    });
  }
}

/** An event that its merchant's listeners hear. */
export function frameOf({ type, at, snapshot, ...position }: StreamEvent): string {
  if (snapshot === null) throw new Error('an event was read for others than its listeners');
  const body = JSON.stringify(toEventMessage({ type, at, snapshot }));
  return eventFrame(encodePosition({ ...position, at }), type, body);
}
