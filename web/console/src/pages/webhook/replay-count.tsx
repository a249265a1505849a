import { useEffect, useState } from 'preact/hooks';
import { toProblem, type ApiProblem } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { countReplay, type EndpointKey, type ReplayWindow } from '../../api/webhooks';
import { formatCount } from '../../ui/money';
import { sentenceOf } from '../../ui/page-states';
import { words } from '../../words/webhooks';

/** Whoever types a time is not counted for at each digit. */
const GATHER_MS = 300;

interface Counted {
  /** Which window it is of. */
  key: string;
  answer: Schemas['ReplayCount'] | ApiProblem;
}

interface ReplayCountProps {
  endpoint: EndpointKey;
  window: ReplayWindow;
}

/** How many events a replay of this window sends. */
export function ReplayCount({ endpoint, window }: ReplayCountProps) {
  const says = words.value.webhooks.replay;
  const [counted, setCounted] = useState<Counted>();
  const key = `${window.from} ${window.to ?? ''}`;
  useEffect(() => {
    const leaving = new AbortController();
    const tell = (answer: Counted['answer']): void => {
      if (!leaving.signal.aborted) setCounted({ key, answer });
    };
    const timer = setTimeout(() => {
      countReplay(endpoint, window, leaving.signal).then(tell, (error: unknown) => {
        tell(toProblem(error));
      });
    }, GATHER_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [key]);
  return (
    <p role="status" class="replay-count">
      {counted?.key === key ? sentenceFor(counted.answer) : says.counting}
    </p>
  );
}

function sentenceFor(answer: Counted['answer']): string {
  const says = words.value.webhooks.replay;
  if (answer instanceof Error) return `${says.uncounted} ${sentenceOf(answer)}`;
  const shown = formatCount(answer.count);
  return answer.tooMany ? says.tooMany(shown) : says.counted(answer.count, shown);
}
