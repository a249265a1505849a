import { useState } from 'preact/hooks';
import { merchantName } from '../../api/merchant-names';
import { serverNow } from '../../api/server-clock';
import { replay, type ReplayWindow } from '../../api/webhooks';
import { Field, FormDialog, type Troubles } from '../../ui/form';
import { Moment } from '../../ui/moment';
import { notify } from '../../ui/notices';
import { fromDhakaInput, toDhakaInput } from '../../ui/time';
import { words } from '../../words/webhooks';
import { chosenEvents } from '../webhooks/event-list';
import type { Changing } from './changing';
import { ReplayCount } from './replay-count';

interface ReplayDialogProps extends Pick<Changing, 'endpoint' | 'webhook' | 'onSent'> {
  /** RFC 3339: what the window begins with, until somebody says otherwise. */
  from: string;
  onClose: () => void;
}

/** Says what a replay will do while its window is chosen, does it, and says how many there were. */
export function ReplayDialog({ endpoint, webhook, from, onSent, onClose }: ReplayDialogProps) {
  const says = words.value.webhooks.replay;
  const [chosen, setChosen] = useState({ from: toDhakaInput(from), to: '' });
  const window = windowIn(chosen.from, chosen.to);
  const whose = endpoint.owner === null ? says.ofAll : merchantName(endpoint.owner);
  return (
    <FormDialog
      title={says.title}
      submit={says.submit}
      onClose={onClose}
      check={({ text }) => windowTroubles(windowIn(text('from'), text('to')))}
      onSubmit={async ({ text }) => {
        const sent = windowIn(text('from'), text('to'));
        if (sent === null) return;
        const { count } = await replay(endpoint, sent);
        notify(says.done(count));
        onSent();
        onClose();
      }}
    >
      <div class="window">
        <Field name="from" label={says.from} note={says.note}>
          {(attributes) => (
            <input
              type="datetime-local"
              {...attributes}
              autofocus
              value={chosen.from}
              onInput={({ currentTarget }) => {
                setChosen({ ...chosen, from: currentTarget.value });
              }}
            />
          )}
        </Field>
        <Field name="to" label={says.to} note={says.toNote}>
          {(attributes) => (
            <input
              type="datetime-local"
              {...attributes}
              value={chosen.to}
              onInput={({ currentTarget }) => {
                setChosen({ ...chosen, to: currentTarget.value });
              }}
            />
          )}
        </Field>
      </div>
      {window && (
        <p>
          {says.window}: <Moment at={window.from} /> –{' '}
          {window.to === undefined ? says.now : <Moment at={window.to} />}.
        </p>
      )}
      <p>{says.will(chosenEvents(webhook.events).join(', '), whose)}</p>
      {window && isAnyTime(window) && <ReplayCount endpoint={endpoint} window={window} />}
      <p class="faint">{says.again}</p>
      {!webhook.enabled && <p>{says.whileDisabled}</p>}
    </FormDialog>
  );
}

/** What was filled in, as the service takes it; null as long as it has no beginning. */
function windowIn(from: string, to: string): ReplayWindow | null {
  const [beginsAt, endsAt] = [fromDhakaInput(from), fromDhakaInput(to)];
  return beginsAt === null ? null : { from: beginsAt, ...(endsAt !== null && { to: endsAt }) };
}

/** Whether there is any time in it; one without an end ends now. */
function isAnyTime({ from, to = new Date(serverNow()).toISOString() }: ReplayWindow): boolean {
  return from < to;
}

function windowTroubles(window: ReplayWindow | null): Troubles {
  const says = words.value.webhooks.replay;
  if (window === null) return { from: says.fromMissing };
  return isAnyTime(window) ? {} : { from: says.notBefore };
}
