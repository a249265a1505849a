import { useRoute } from 'preact-iso';
import { useBack } from '../../ui/back';
import { Copyable } from '../../ui/copy';
import { Icon } from '../../ui/icon';
import { Moment } from '../../ui/moment';
import { Page } from '../../ui/page';
import { ErrorState, Loading, NotRenewed } from '../../ui/page-states';
import { mayOpenPath } from '..';
import { words } from '../../words/merchants';
import type { Changing } from './change';
import { EnvironmentPanel } from './environment-panel';
import { GoingLivePanel } from './going-live-panel';
import { HostsPanel } from './hosts-panel';
import { KeysPanel } from './keys-panel';
import { MerchantActions } from './merchant-actions';
import { StatusBadge } from './merchant-badges';
import { RefusedPanel } from './refused-panel';
import { useMerchant, type Merchant } from './use-merchant';
import './merchant.css';

export default function MerchantPage() {
  const { params } = useRoute();
  const id = params.merchant ?? '';
  // Another merchant is another page: nothing of this one may stand beside it.
  return <MerchantOf key={id} id={id} />;
}

function MerchantOf({ id }: { id: string }) {
  const says = words.value.merchants;
  const back = useBack('/console/merchants');
  const { data, problem, reload, update } = useMerchant(id);
  if (!data) {
    return (
      <Page title={id}>
        {problem ? (
          <ErrorState problem={problem} onRetry={reload}>
            <a href={back}>{says.toList}</a>
          </ErrorState>
        ) : (
          <Loading />
        )}
      </Page>
    );
  }
  const { merchant, goingLive } = data;
  const changing: Changing = {
    merchant,
    onChanged: (changed) => {
      update((before) => ({ ...before, merchant: changed }));
      reload();
    },
    onFailed: reload,
  };
  return (
    <Page
      title={merchant.name}
      heading={<Heading merchant={merchant} />}
      actions={<MerchantActions {...changing} />}
    >
      <NotRenewed problem={problem} />
      <Identity merchant={merchant} />
      <div class="merchant">
        <div class="merchant-side">
          <RefusedPanel merchant={merchant} />
          <KeysPanel {...changing} />
          <EnvironmentPanel {...changing} goingLive={goingLive} />
          <HostsPanel {...changing} />
        </div>
        <GoingLivePanel merchant={merchant} goingLive={goingLive} />
      </div>
      <a class="back" href={back}>
        <Icon name="back" />
        {says.toList}
      </a>
    </Page>
  );
}

function Heading({ merchant }: { merchant: Merchant }) {
  return (
    <span class="merchant-heading">
      {merchant.name}
      <StatusBadge status={merchant.status} />
    </span>
  );
}

/** Who it is, and where else to look. */
function Identity({ merchant: { id, createdAt, updatedAt } }: { merchant: Merchant }) {
  const says = words.value.merchants;
  const elsewhere = [
    ['orders', '/console/orders', `merchant=${id}`],
    ['webhooks', '/console/webhooks', `merchant=${id}`],
    ['audit', '/console/audit', `subject=${id}`],
  ] as const;
  return (
    <dl class="identity">
      <div>
        <dt>{says.id}</dt>
        <dd>
          <Copyable text={id} what={says.id} />
        </dd>
      </div>
      <div>
        <dt>{says.columns.created}</dt>
        <dd>
          <Moment at={createdAt} />
        </dd>
      </div>
      <div>
        <dt>{says.updated}</dt>
        <dd>
          <Moment at={updatedAt} />
        </dd>
      </div>
      <div>
        <dt>{says.elsewhere}</dt>
        <dd class="elsewhere">
          {elsewhere.map(
            ([page, path, query]) =>
              mayOpenPath(path) && (
                <a key={page} href={`${path}?${query}`}>
                  {says.links[page]}
                </a>
              ),
          )}
        </dd>
      </div>
    </dl>
  );
}
