import { useEffect, useRef, useState } from 'preact/hooks';
import { live, onOrderChange } from '../../../api/live-stream';
import { serverNow } from '../../../api/server-clock';
import { Moment, isOlderThan } from '../../../ui/moment';
import { words } from '../../../words/overview';

/** What was counted so long ago is of this moment to whoever reads it. */
const FRESH_MS = 5_000;

/** When figures were counted; only where orders have changed since, or may have. */
export function AsOf({ at }: { at: string }) {
  const [changedAt, setChangedAt] = useState(0);
  const isSaid = useRef(false);
  useEffect(
    () =>
      onOrderChange(() => {
        setChangedAt(serverNow());
      }),
    [],
  );
  const isBehind = live.value !== 'live' || Date.parse(at) < changedAt;
  // Once said it stays for as long as they lag behind: a line that comes and goes is no calm one.
  isSaid.current = isBehind && (isSaid.current || isOlderThan(at, FRESH_MS));
  if (!isSaid.current) return null;
  return (
    <span class="faint">
      {words.value.overview.money.asOf} <Moment at={at} form="clock" />
    </span>
  );
}
