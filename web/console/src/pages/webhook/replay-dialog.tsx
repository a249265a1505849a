import { useState } from 'preact/hooks';
import { merchantName } from '../../api/merchant-names';
import { replay } from '../../api/webhooks';
import { Field, FormDialog, type Entries, type Troubles } from '../../ui/form';
import { Moment } from '../../ui/moment';
import { notify } from '../../ui/notices';
import { fromDhakaInput, toDhakaInput } from '../../ui/time';
import { words } from '../../words';
import { chosenEvents } from '../webhooks/event-list';
import type { Changing } from './changing';

interface ReplayDialogProps extends Pick<Changing, 'endpoint' | 'webhook' | 'onSent'> {
  /** RFC 3339: what the window begins with, until somebody says otherwise. */
  from: string;
  onClose: () => void;
}

/** Says what a replay will do while its window is chosen, does it, and says how many there were. */
export function ReplayDialog({ endpoint, webhook, from, onSent, onClose }: ReplayDialogProps) {
  const says = words.value.webhooks.replay;
  const [chosen, setChosen] = useState({ from: toDhakaInput(from), to: '' });
  const beginsAt = fromDhakaInput(chosen.from);
  const endsAt = fromDhakaInput(chosen.to);
  const whose = endpoint.owner === null ? says.ofAll : merchantName(endpoint.owner);
  return (
    <FormDialog
      title={says.title}
      submit={says.submit}
      onClose={onClose}
      check={windowTroubles}
      onSubmit={async ({ text }) => {
        const to = fromDhakaInput(text('to'));
        const window = { from: fromDhakaInput(text('from')) ?? '', ...(to !== null && { to }) };
        const { count } = await replay(endpoint, window);
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
      {beginsAt !== null && (
        <p>
          {says.window}: <Moment at={beginsAt} /> – {endsAt ? <Moment at={endsAt} /> : says.now}.
        </p>
      )}
      <p>{says.will(chosenEvents(webhook.events).join(', '), whose)}</p>
      <p class="faint">{says.again}</p>
      {!webhook.enabled && <p>{says.whileDisabled}</p>}
    </FormDialog>
  );
}

function windowTroubles({ text }: Entries): Troubles {
  const says = words.value.webhooks.replay;
  const from = fromDhakaInput(text('from'));
  const to = fromDhakaInput(text('to'));
  if (from === null) return { from: says.fromMissing };
  return to !== null && from >= to ? { from: says.notBefore } : {};
}
