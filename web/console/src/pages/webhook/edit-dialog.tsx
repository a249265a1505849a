import { changeWebhook } from '../../api/webhooks';
import { FieldGroup, FormDialog } from '../../ui/form';
import { notify } from '../../ui/notices';
import { words } from '../../words/webhooks';
import { WebhookFields, eventsIn, troublesIn } from '../webhooks/webhook-fields';
import { changesTo } from './changes';
import type { Changing } from './changing';

interface EditDialogProps extends Pick<Changing, 'endpoint' | 'webhook' | 'onChanged'> {
  onClose: () => void;
}

export function EditDialog({ endpoint, webhook, onChanged, onClose }: EditDialogProps) {
  const says = words.value.webhooks.form;
  return (
    <FormDialog
      title={says.editTitle}
      submit={says.save}
      onClose={onClose}
      check={troublesIn}
      onSubmit={async (entries) => {
        const changes = changesTo(webhook, {
          url: entries.text('url'),
          description: entries.text('description'),
          events: eventsIn(entries),
          enabled: entries.text('enabled') === 'true',
        });
        if (Object.keys(changes).length > 0) {
          onChanged(await changeWebhook(endpoint, changes));
          notify(says.saved);
        } else {
          notify(says.unchanged);
        }
        onClose();
      }}
    >
      <WebhookFields {...webhook} />
      <FieldGroup name="enabled" label="" note={says.enabledNote}>
        <label class="choice">
          <input type="checkbox" name="enabled" value="true" defaultChecked={webhook.enabled} />
          {says.enabled}
        </label>
      </FieldGroup>
    </FormDialog>
  );
}
