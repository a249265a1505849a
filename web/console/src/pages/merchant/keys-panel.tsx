import { useState } from 'preact/hooks';
import { ORDER_STATES, type Environment, type OrderState } from '../../api/schemas';
import { serverNow } from '../../api/server-clock';
import { Act } from '../../ui/act';
import { Field, FormDialog, type Troubles } from '../../ui/form';
import { Ago, Moment } from '../../ui/moment';
import { formatCount } from '../../ui/money';
import { notify } from '../../ui/notices';
import { words } from '../../words/merchants';
import { toSearch } from '../orders/order-filters';
import { removeKey, setKey, type Changing } from './change';
import { keyStateOf } from './key-state';
import { KeyBadge } from './merchant-badges';

/** The merchant's keys at iPay: that they are there, what iPay says of them, and never what they are. */
export function KeysPanel(changing: Changing) {
  const says = words.value.merchants.keys;
  return (
    <section class="panel" aria-labelledby="keys">
      <h2 id="keys">{says.title}</h2>
      {(['sandbox', 'production'] as const).map((environment) => (
        <KeyOf key={environment} {...changing} environment={environment} />
      ))}
    </section>
  );
}

interface KeyProps extends Changing {
  environment: Environment;
}

function KeyOf({ environment, ...changing }: KeyProps) {
  const { merchants, environment: names } = words.value;
  const says = merchants.keys;
  const { merchant } = changing;
  const [open, setOpen] = useState<'set' | 'remove'>();
  const close = (): void => {
    setOpen(undefined);
  };
  const credential = merchant.credentials[environment];
  return (
    <div class="key" role="group" aria-label={says.of(names[environment])}>
      <div class="key-head">
        <h3>
          {names[environment]}
          {merchant.environment === environment && <span class="in-use">{says.inUse}</span>}
        </h3>
        <span class="key-acts">
          <Act
            scope="merchants:write"
            className="button button-small"
            act={() => {
              setOpen('set');
            }}
          >
            {credential ? says.replace : says.set}
          </Act>
          {credential && (
            <Act
              scope="merchants:write"
              className="button button-small"
              act={() => {
                setOpen('remove');
              }}
            >
              {says.remove}
            </Act>
          )}
        </span>
      </div>
      <p>
        <KeyBadge merchant={merchant} environment={environment} />
      </p>
      {credential && (
        <p class="faint">
          {says.setAt} <Moment at={credential.setAt} />
          {credential.lastProbe && (
            <>
              {' · '}
              {says.probedAt} <Ago at={credential.lastProbe.at} />
            </>
          )}
        </p>
      )}
      <KeyNote merchant={merchant} environment={environment} />
      {open === 'set' && <SetKey {...changing} environment={environment} onClose={close} />}
      {open === 'remove' && <RemoveKey {...changing} environment={environment} onClose={close} />}
    </div>
  );
}

/** What to do where the state of the key asks for something. */
function KeyNote({ merchant, environment }: Pick<KeyProps, 'merchant' | 'environment'>) {
  const { todo } = words.value.merchants.keys;
  const state = keyStateOf(merchant, environment, serverNow());
  if (state === 'accepted' || (state === 'none' && merchant.environment !== environment)) {
    return null;
  }
  return <p role="status">{todo[state]}</p>;
}

function SetKey({ merchant, environment, onChanged, onFailed, onClose }: DialogProps) {
  const { merchants, environment: names, forms } = words.value;
  const says = merchants.keys;
  const isThere = merchant.credentials[environment] !== null;
  return (
    <FormDialog
      title={(isThere ? says.replaceTitle : says.setTitle)(names[environment])}
      submit={isThere ? says.replaceNow : says.setNow}
      onClose={onClose}
      onFailed={onFailed}
      about={{ 'credentials-in-use': 'apiKey' }}
      check={({ text }): Troubles => (text('apiKey') === '' ? { apiKey: forms.required } : {})}
      onSubmit={async ({ text }) => {
        onChanged(await setKey(merchant, environment, text('apiKey')));
        onClose();
        notify(says.wasSet(names[environment]));
      }}
    >
      <p>{isThere ? says.replaceLead : says.setLead}</p>
      <Field name="apiKey" label={says.field(names[environment])} note={says.fieldNote}>
        {(attributes) => (
          <input type="password" {...attributes} autofocus autoComplete="off" spellcheck={false} />
        )}
      </Field>
    </FormDialog>
  );
}

interface DialogProps extends KeyProps {
  onClose: () => void;
}

type OpenOrders = Partial<Record<OrderState, number>>;

function RemoveKey({ merchant, environment, onChanged, onFailed, onClose }: DialogProps) {
  const { merchants, environment: names } = words.value;
  const says = merchants.keys;
  const [open, setOpen] = useState<OpenOrders>();
  return (
    <FormDialog
      title={says.removeTitle(names[environment])}
      submit={says.removeNow}
      isDangerous
      onClose={onClose}
      onFailed={({ code, members }) => {
        if (code === 'orders-open') setOpen(members.orders as OpenOrders);
        onFailed();
      }}
      onSubmit={async () => {
        await removeKey(merchant, environment);
        const credentials = { ...merchant.credentials, [environment]: null };
        onChanged({ ...merchant, credentials });
        onClose();
        notify(says.wasRemoved(names[environment]));
      }}
    >
      <p>{merchant.environment === environment ? says.removeInUse : says.removeLead}</p>
      {open && <OrdersThatNeedIt merchant={merchant} environment={environment} open={open} />}
    </FormDialog>
  );
}

/** The orders for whose sake a key stays, and the way to them. */
function OrdersThatNeedIt({
  merchant,
  environment,
  open,
}: Pick<KeyProps, 'merchant' | 'environment'> & { open: OpenOrders }) {
  const { merchants, states } = words.value;
  const state = ORDER_STATES.filter((one) => (open[one] ?? 0) > 0);
  const search = toSearch({ state, environment, merchant: merchant.id });
  return (
    <p>
      {merchants.keys.neededBy}{' '}
      {state.map((one) => `${formatCount(open[one] ?? 0)} ${states.order[one]}`).join(', ')}.{' '}
      <a href={`/console/orders${search}`}>{merchants.keys.showThem}</a>
    </p>
  );
}
