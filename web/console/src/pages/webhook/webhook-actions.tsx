import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { serverNow } from '../../api/server-clock';
import { deleteWebhook, sendTest } from '../../api/webhooks';
import { Act } from '../../ui/act';
import { ConfirmByName } from '../../ui/confirm-by-name';
import { Icon } from '../../ui/icon';
import { notify } from '../../ui/notices';
import { words } from '../../words/webhooks';
import type { Changing } from './changing';
import { EditDialog } from './edit-dialog';
import { ReplayDialog } from './replay-dialog';
import { RotateDialog } from './rotate-dialog';

const SCOPE = 'webhooks:write';
const AN_HOUR_MS = 3_600_000;
const DIALOGS = ['edit', 'replay', 'rotate', 'delete'] as const;
type DialogName = (typeof DIALOGS)[number];

/** What can be done about an endpoint. */
export function WebhookActions(changing: Changing) {
  const says = words.value.webhooks.actions;
  const { endpoint, webhook, onSent } = changing;
  const [open, setOpen] = useState<DialogName>();
  return (
    <>
      <Act
        scope={SCOPE}
        className="button button-primary"
        hindrance={webhook.enabled ? undefined : says.isDisabled}
        act={async () => {
          await sendTest(endpoint);
          notify(says.testSent);
          onSent();
        }}
      >
        <Icon name="send" />
        {says.test}
      </Act>
      {DIALOGS.map((name) => (
        <Act
          key={name}
          scope={SCOPE}
          className={name === 'delete' ? 'button button-danger' : 'button'}
          act={() => {
            setOpen(name);
          }}
        >
          {says[name]}
        </Act>
      ))}
      {open !== undefined && (
        <OpenDialog
          name={open}
          changing={changing}
          onClose={() => {
            setOpen(undefined);
          }}
        />
      )}
    </>
  );
}

interface OpenDialogProps {
  name: DialogName;
  changing: Changing;
  onClose: () => void;
}

function OpenDialog({ name, changing, onClose }: OpenDialogProps) {
  switch (name) {
    case 'edit':
      return <EditDialog {...changing} onClose={onClose} />;
    case 'rotate':
      return <RotateDialog {...changing} onClose={onClose} />;
    case 'replay':
      return (
        <ReplayDialog
          {...changing}
          from={new Date(serverNow() - AN_HOUR_MS).toISOString()}
          onClose={onClose}
        />
      );
    case 'delete':
      return <DeleteDialog {...changing} onClose={onClose} />;
  }
}

function DeleteDialog({ endpoint, webhook, back, onClose }: Changing & { onClose: () => void }) {
  const { remove: says, gone } = words.value.webhooks;
  const { route } = useLocation();
  return (
    <ConfirmByName
      title={says.title}
      submit={says.submit}
      name={new URL(webhook.url).host}
      isDangerous
      onConfirm={async () => {
        await deleteWebhook(endpoint);
        onClose();
        notify(gone);
        route(back, true);
      }}
      onClose={onClose}
    >
      <p>{says.lead}</p>
      <p class="faint">{says.instead}</p>
    </ConfirmByName>
  );
}
