import type { Endings } from '../tools/demo/endings';
import type { Outcome } from './results';

/** What whoever measures can choose. */
export interface Choices {
  /** How many orders a large table has. */
  orders: number;
  /** Whether it is kept for the next run. */
  keep: boolean;
  /** For how long memory is watched. */
  minutes: number;
}

/** Adds whatever it starts to the endings at once. */
export type Benchmark = (endings: Endings, choices: Choices) => Promise<Outcome>;
