import { useState } from 'preact/hooks';
import { Act } from '../../ui/act';
import { ConfirmByName } from '../../ui/confirm-by-name';
import { Field, FormDialog, type Troubles } from '../../ui/form';
import { notify } from '../../ui/notices';
import { words } from '../../words/merchants';
import { changeMerchant, type Changing } from './change';

/** What can be done about the merchant as a whole. */
export function MerchantActions(changing: Changing) {
  const says = words.value.merchants;
  const [open, setOpen] = useState<'rename' | 'suspend' | 'reactivate'>();
  const close = (): void => {
    setOpen(undefined);
  };
  const isActive = changing.merchant.status === 'active';
  return (
    <>
      <Act
        scope="merchants:write"
        act={() => {
          setOpen('rename');
        }}
      >
        {says.rename.open}
      </Act>
      <Act
        scope="merchants:write"
        act={() => {
          setOpen(isActive ? 'suspend' : 'reactivate');
        }}
      >
        {isActive ? says.suspend.open : says.reactivate.open}
      </Act>
      {open === 'rename' && <Rename {...changing} onClose={close} />}
      {open === 'suspend' && <Suspend {...changing} onClose={close} />}
      {open === 'reactivate' && <Reactivate {...changing} onClose={close} />}
    </>
  );
}

interface ActionProps extends Changing {
  onClose: () => void;
}

function Rename({ merchant, onChanged, onFailed, onClose }: ActionProps) {
  const { merchants, forms } = words.value;
  const says = merchants.rename;
  return (
    <FormDialog
      title={says.title(merchant.name)}
      submit={says.now}
      onClose={onClose}
      onFailed={onFailed}
      check={({ text }): Troubles => (text('name') === '' ? { name: forms.required } : {})}
      onSubmit={async ({ text }) => {
        onChanged(await changeMerchant(merchant, { name: text('name') }));
        onClose();
        notify(says.done(text('name')));
      }}
    >
      <Field name="name" label={merchants.columns.name} note={says.note}>
        {(attributes) => (
          <input
            type="text"
            {...attributes}
            autofocus
            required
            maxLength={100}
            autoComplete="off"
            defaultValue={merchant.name}
          />
        )}
      </Field>
    </FormDialog>
  );
}

function Suspend({ merchant, onChanged, onFailed, onClose }: ActionProps) {
  const says = words.value.merchants.suspend;
  return (
    <ConfirmByName
      title={says.title(merchant.name)}
      name={merchant.name}
      submit={says.now}
      isDangerous
      onClose={onClose}
      onFailed={onFailed}
      onConfirm={async () => {
        onChanged(await changeMerchant(merchant, { status: 'suspended' }));
        onClose();
        notify(says.done(merchant.name));
      }}
    >
      <p>{says.lead}</p>
    </ConfirmByName>
  );
}

function Reactivate({ merchant, onChanged, onFailed, onClose }: ActionProps) {
  const { merchants, environment } = words.value;
  const says = merchants.reactivate;
  return (
    <FormDialog
      title={says.title(merchant.name)}
      submit={says.now}
      onClose={onClose}
      onFailed={onFailed}
      onSubmit={async () => {
        onChanged(await changeMerchant(merchant, { status: 'active' }));
        onClose();
        notify(says.done(merchant.name));
      }}
    >
      <p>{says.lead(environment[merchant.environment])}</p>
    </FormDialog>
  );
}
