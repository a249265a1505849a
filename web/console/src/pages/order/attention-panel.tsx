import { useState } from 'preact/hooks';
import { refreshAttention } from '../../api/attention';
import { answerOf, api } from '../../api/client';
import type { Order, Schemas } from '../../api/schemas';
import { Act } from '../../ui/act';
import { AttentionBadge } from '../../ui/badge';
import { Field, FormDialog, type Troubles } from '../../ui/form';
import { Ago, Moment } from '../../ui/moment';
import { notify } from '../../ui/notices';
import { words } from '../../words';

interface AttentionPanelProps {
  order: Order;
  attention: Schemas['OrderAttention'];
  onChanged: () => void;
}

/** Why a human is needed, what to do, and the note that settles it. */
export function AttentionPanel({ order, attention, onChanged }: AttentionPanelProps) {
  const { attention: says, order: of } = words.value;
  const [isResolving, setResolving] = useState(false);
  const { means, todo } = says.reasons[attention.reason];
  return (
    <section class="panel flagged" aria-label={words.value.states.needsAttention}>
      <div class="flagged-head">
        <h2>
          <AttentionBadge reason={attention.reason} />
        </h2>
        <span class="faint">
          <Moment at={attention.since} /> (<Ago at={attention.since} />)
        </span>
      </div>
      <p>{means}</p>
      <p>
        <span class="faint">{says.detail}:</span> <span lang="en">{attention.detail}</span>
      </p>
      <p>
        <strong>{says.todo}:</strong> {todo}
      </p>
      <Act
        scope="orders:write"
        className="button button-small"
        act={() => {
          setResolving(true);
        }}
      >
        {of.actions.resolve}
      </Act>
      {isResolving && (
        <ResolveDialog
          order={order}
          onClose={() => {
            setResolving(false);
          }}
          onResolved={() => {
            setResolving(false);
            notify(of.actions.resolved);
            void refreshAttention();
            onChanged();
          }}
        />
      )}
    </section>
  );
}

interface ResolveDialogProps {
  order: Order;
  onClose: () => void;
  onResolved: () => void;
}

function ResolveDialog({ order, onClose, onResolved }: ResolveDialogProps) {
  const says = words.value.order.actions;
  return (
    <FormDialog
      title={says.resolveTitle}
      submit={says.resolveTitle}
      onClose={onClose}
      check={({ text }): Troubles => (text('note') === '' ? { note: says.noteEmpty } : {})}
      onSubmit={async ({ text }) => {
        const path = { merchant: order.merchantId, order: order.id };
        await answerOf(
          api.POST('/v1/merchants/{merchant}/orders/{order}/attention/resolve', {
            params: { path },
            body: { note: text('note') },
          }),
        );
        onResolved();
      }}
    >
      <p>{says.resolveLead}</p>
      <Field name="note" label={says.note}>
        {(attributes) => <textarea {...attributes} autofocus required maxLength={500} />}
      </Field>
    </FormDialog>
  );
}
