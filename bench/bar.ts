import { SingleBar } from 'cli-progress';
import type { Endings } from '../tools/demo/endings';

/** How far a measurement has come; gone once it is full, or everything is being ended. */
export interface Bar {
  reach: (done: number) => void;
  step: () => void;
}

/** @param unit what is counted, as in `3 of 20 rounds` */
export function startBar(endings: Endings, total: number, unit: string): Bar {
  const format = `  {bar} {value} of {total} ${unit}`;
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true });
  endings.add(() => {
    bar.stop();
    return Promise.resolve();
  });
  bar.start(total, 0);
  let reached = 0;
  const reach = (done: number): void => {
    reached = done;
    bar.update(done);
    if (done >= total) bar.stop();
  };
  return {
    reach,
    step: () => {
      reach(reached + 1);
    },
  };
}
