import { SingleBar } from 'cli-progress';

/** Shows how far the start of the demo has come. */
export interface Progress {
  /** Says in words what is being done now. */
  step: (text: string) => void;
  /** Everything is up. */
  end: () => void;
}

/**
 * A bar on a terminal, one line per step elsewhere.
 *
 * @param expected about how many steps there will be; the bar grows with more
 */
export function startProgress(expected: number): Progress {
  if (!process.stdout.isTTY) {
    return {
      step: (text) => {
        console.log(`  · ${text}`);
      },
      end: () => undefined,
    };
  }
  const bar = new SingleBar({ format: '  {bar} {step}', hideCursor: true, clearOnComplete: true });
  bar.start(expected, 0, { step: '' });
  let steps = 0;
  return {
    step(text) {
      bar.setTotal(Math.max(expected, steps + 1));
      bar.update(steps++, { step: text });
    },
    end: () => {
      bar.stop();
    },
  };
}
