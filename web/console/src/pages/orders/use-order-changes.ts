import { useEffect, useState } from 'preact/hooks';
import { onOrderChange } from '../../api/live-stream';
import type { Order } from '../../api/schemas';
import { addChanges, type OrderChanges } from './live-orders';

/** On a busy day the screen is drawn a few times a second, not for each order. */
const GATHER_MS = 200;
const MOST_KEPT = 2_000;

/** What has happened to orders since the page was opened, loading included. */
export function useOrderChanges(): OrderChanges {
  const [changes, setChanges] = useState<OrderChanges>(new Map());
  useEffect(() => {
    let gathered: Order[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onOrderChange(({ data: order }) => {
      gathered.push(order);
      timer ??= setTimeout(() => {
        const newer = gathered;
        gathered = [];
        timer = undefined;
        setChanges((before) => addChanges(before, newer, MOST_KEPT));
      }, GATHER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return changes;
}
