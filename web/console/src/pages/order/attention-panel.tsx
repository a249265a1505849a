import { useId, useState } from 'preact/hooks';
import { refreshAttention } from '../../api/attention';
import { answerOf, api } from '../../api/client';
import { toProblem } from '../../api/problem';
import type { Order, Schemas } from '../../api/schemas';
import { Act } from '../../ui/act';
import { AttentionBadge } from '../../ui/badge';
import { Dialog } from '../../ui/dialog';
import { Ago, Moment } from '../../ui/moment';
import { notify } from '../../ui/notices';
import { sentenceOf } from '../../ui/page-states';
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
  const { common, order: of } = words.value;
  const says = of.actions;
  const [trouble, setTrouble] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const id = useId();

  const resolve = async (note: string): Promise<void> => {
    if (note === '') {
      setTrouble(says.noteEmpty);
      return;
    }
    setBusy(true);
    try {
      const path = { merchant: order.merchantId, order: order.id };
      await answerOf(
        api.POST('/v1/merchants/{merchant}/orders/{order}/attention/resolve', {
          params: { path },
          body: { note },
        }),
      );
      onResolved();
    } catch (error) {
      setTrouble(sentenceOf(toProblem(error)));
      setBusy(false);
    }
  };

  return (
    <Dialog title={says.resolveTitle} onClose={onClose}>
      <form
        class="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const note = new FormData(event.currentTarget).get('note');
          if (!isBusy) void resolve(typeof note === 'string' ? note.trim() : '');
        }}
      >
        <p>{says.resolveLead}</p>
        <div class="field">
          <label for={`${id}-note`}>{says.note}</label>
          <textarea
            id={`${id}-note`}
            name="note"
            autofocus
            required
            maxLength={500}
            aria-invalid={trouble !== undefined}
            aria-describedby={`${id}-trouble`}
          />
          <p id={`${id}-trouble`} class="field-trouble" role="alert">
            {trouble}
          </p>
        </div>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {common.cancel}
          </button>
          <button type="submit" class="button button-primary" aria-disabled={isBusy}>
            {says.resolveTitle}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
