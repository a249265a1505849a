import type { Endings } from '../../tools/demo/endings';
import { startCompanion } from '../companion';

/** How every status question is answered. */
export interface StatusAnswers {
  state: 'created' | 'paid';
  afterMs: number;
}

export interface StatusGateway {
  url: string;
  answer: (answers: StatusAnswers) => Promise<void>;
}

/** A stand-in for iPay that costs next to nothing itself. */
export async function startStatusGateway(endings: Endings): Promise<StatusGateway> {
  const url = await startCompanion('status-gateway', [], endings);
  return {
    url,
    async answer(answers) {
      const body = JSON.stringify(answers);
      const { ok } = await fetch(`${url}/answer`, { method: 'PUT', body });
      if (!ok) throw new Error('The gateway does not take its answers');
    },
  };
}
