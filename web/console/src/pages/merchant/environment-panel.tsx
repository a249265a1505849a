import { useState } from 'preact/hooks';
import type { Schemas } from '../../api/schemas';
import { Act } from '../../ui/act';
import { ConfirmByName } from '../../ui/confirm-by-name';
import { FormDialog } from '../../ui/form';
import { notify } from '../../ui/notices';
import { words } from '../../words/merchants';
import { changeMerchant, type Changing } from './change';

interface EnvironmentProps extends Changing {
  goingLive: Schemas['GoingLive'];
}

/** Where new orders go, and the flip: to real money, and back to play money. */
export function EnvironmentPanel({ goingLive, ...changing }: EnvironmentProps) {
  const { merchants, environment: names } = words.value;
  const says = merchants.flip;
  const { merchant } = changing;
  /** Which of the two was asked for: the merchant may be flipped elsewhere while it is open. */
  const [open, setOpen] = useState<'go' | 'back'>();
  const isLive = merchant.environment === 'production';
  const other = isLive ? 'sandbox' : 'production';
  const close = (): void => {
    setOpen(undefined);
  };
  return (
    <section class="panel" aria-labelledby="environment">
      <h2 id="environment">{merchants.columns.environment}</h2>
      <p class="flip">
        <strong>{names[merchant.environment]}</strong>
        <span>{isLive ? says.isLive : says.isSandbox}</span>
      </p>
      <Act
        scope="merchants:write"
        className="button button-small"
        hindrance={merchant.credentials[other] === null ? says.needsKey(names[other]) : undefined}
        act={() => {
          setOpen(isLive ? 'back' : 'go');
        }}
      >
        {isLive ? says.back : says.go}
      </Act>
      {open === 'go' && <GoLive {...changing} goingLive={goingLive} onClose={close} />}
      {open === 'back' && <BackToSandbox {...changing} onClose={close} />}
    </section>
  );
}

function GoLive({
  merchant,
  goingLive,
  onChanged,
  onFailed,
  onClose,
}: EnvironmentProps & { onClose: () => void }) {
  const { merchants } = words.value;
  const says = merchants.flip;
  const missing = goingLive.items.filter(({ done }) => !done);
  return (
    <ConfirmByName
      title={says.goTitle(merchant.name)}
      name={merchant.name}
      submit={says.goNow}
      isDangerous
      onClose={onClose}
      onFailed={onFailed}
      onConfirm={async () => {
        onChanged(await changeMerchant(merchant, { environment: 'production' }));
        onClose();
        notify(says.wentLive(merchant.name));
      }}
    >
      <p>{says.goLead}</p>
      {missing.length > 0 && (
        <div class="stale">
          <p>{says.notDone(missing.length, goingLive.items.length)}</p>
          <ul class="listed">
            {missing.map(({ code }) => (
              <li key={code}>{merchants.goingLive.items[code].title}</li>
            ))}
          </ul>
        </div>
      )}
    </ConfirmByName>
  );
}

function BackToSandbox({
  merchant,
  onChanged,
  onFailed,
  onClose,
}: Changing & { onClose: () => void }) {
  const says = words.value.merchants.flip;
  return (
    <FormDialog
      title={says.backTitle(merchant.name)}
      submit={says.backNow}
      isDangerous
      onClose={onClose}
      onFailed={onFailed}
      onSubmit={async () => {
        const back = { environment: 'sandbox', confirm: 'sandbox' } as const;
        onChanged(await changeMerchant(merchant, back));
        onClose();
        notify(says.wentBack(merchant.name));
      }}
    >
      <p>{says.backLead}</p>
    </FormDialog>
  );
}
