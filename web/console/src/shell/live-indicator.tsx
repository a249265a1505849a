import { live, pause, resume, type LiveState } from '../api/live-stream';
import { may } from '../api/session';
import { Icon, type IconName } from '../ui/icon';
import { words } from '../words';

const ICONS: Readonly<Record<LiveState, IconName>> = {
  connecting: 'reconnecting',
  live: 'live',
  reconnecting: 'reconnecting',
  paused: 'paused',
};

/** Whether what is shown follows what happens; a press pauses it. */
export function LiveIndicator() {
  if (!may('orders:read')) return null;
  const says = words.value.live;
  const state = live.value;
  const labels: Record<LiveState, string> = {
    connecting: says.begin,
    live: says.pause,
    reconnecting: says.retry,
    paused: says.resume,
  };
  return (
    <button
      type="button"
      class={`live live-${state}`}
      aria-label={labels[state]}
      title={labels[state]}
      onClick={state === 'paused' ? resume : pause}
    >
      <Icon name={ICONS[state]} size={14} />
      <span>{says[state]}</span>
    </button>
  );
}
