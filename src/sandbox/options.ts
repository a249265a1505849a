import { type FaultInput } from './faults';
import { type ScenarioInput } from './scenario';
import { type Settings } from './settings';

export interface SandboxOptions extends Partial<Settings> {
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  /** Where browsers reach the sandbox, with scheme; default `http://host:port`. */
  publicUrl?: string;
  /** Merchants known from the start; the key is made up where none is given. */
  merchants?: { name: string; apiKey?: string }[];
  /** Faults posted from the start. */
  faults?: FaultInput[];
  /** Started at once. */
  scenario?: ScenarioInput;
  /** The oldest orders are forgotten beyond this (default 50,000). */
  mostOrders?: number;
}
