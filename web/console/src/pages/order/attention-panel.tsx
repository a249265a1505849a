import { refreshAttention } from '../../api/attention';
import { answerOf, api } from '../../api/client';
import type { Order, Schemas } from '../../api/schemas';
import { Act } from '../../ui/act';
import { AttentionBadge } from '../../ui/badge';
import { Field, FormDialog, type Troubles } from '../../ui/form';
import { Ago, Moment } from '../../ui/moment';
import { notify } from '../../ui/notices';
import { words } from '../../words/order';

type Flag = Schemas['OrderAttention'];

/** Why a human is needed, what to do, and the note that settles it. */
export function AttentionPanel({
  attention,
  onResolve,
}: {
  attention: Flag;
  onResolve: () => void;
}) {
  const { attention: says, order: of } = words.value;
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
      <Act scope="orders:write" className="button button-small" act={onResolve}>
        {of.actions.resolve}
      </Act>
    </section>
  );
}

interface ResolveDialogProps {
  order: Order;
  /** The one that was read. Others may resolve it, and iPay may raise another, meanwhile. */
  flag: Flag;
  onClose: () => void;
  onChanged: () => void;
}

/** The page's own, so that what is written stays when the flag goes. */
export function ResolveDialog({ order, flag, onClose, onChanged }: ResolveDialogProps) {
  const says = words.value.order.actions;
  const now = order.attention;
  const isThere = now?.reason === flag.reason && now.since === flag.since;
  const hindrance = now === null ? says.flagGone : says.flagChanged;
  return (
    <FormDialog
      title={says.resolveTitle}
      submit={says.resolveTitle}
      onClose={onClose}
      onFailed={onChanged}
      check={({ text }): Troubles => {
        // It stands there already, above what was written.
        if (!isThere) return { flag: hindrance };
        return text('note') === '' ? { note: says.noteEmpty } : {};
      }}
      onSubmit={async ({ text }) => {
        const path = { merchant: order.merchantId, order: order.id };
        await answerOf(
          api.POST('/v1/merchants/{merchant}/orders/{order}/attention/resolve', {
            params: { path },
            body: { note: text('note') },
          }),
        );
        onClose();
        notify(says.resolved);
        void refreshAttention();
        onChanged();
      }}
    >
      <p>
        <AttentionBadge reason={flag.reason} />
      </p>
      <p>{says.resolveLead}</p>
      <p class="field-trouble" role="alert">
        {!isThere && hindrance}
      </p>
      <Field name="note" label={says.note}>
        {(attributes) => <textarea {...attributes} autofocus required maxLength={500} />}
      </Field>
    </FormDialog>
  );
}
