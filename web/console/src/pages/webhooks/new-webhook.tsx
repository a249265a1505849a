import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { merchantName } from '../../api/merchant-names';
import { session } from '../../api/session';
import { createWebhook } from '../../api/webhooks';
import { Field, FieldGroup, FormDialog, type Entries, type Troubles } from '../../ui/form';
import { MerchantInput, merchantIn } from '../../ui/merchant-input';
import { SecretOnce } from '../../ui/secret-once';
import { words } from '../../words/webhooks';
import { addressOfWebhook } from './addresses';
import { WebhookFields, eventsIn, troublesIn } from './webhook-fields';

interface NewWebhookProps {
  /** Whose it is likely to be. */
  merchant: string | undefined;
  onClose: () => void;
}

interface Made {
  address: string;
  secret: string;
}

/** Makes an endpoint; its secret is told once, and then its page is there. */
export function NewWebhook({ merchant, onClose }: NewWebhookProps) {
  const says = words.value.webhooks;
  const { route } = useLocation();
  const [made, setMade] = useState<Made>();
  if (made) {
    return (
      <SecretOnce
        title={says.secret.newTitle}
        what={says.secret.what}
        secret={made.secret}
        onClose={() => {
          onClose();
          route(made.address);
        }}
      >
        <p>{says.secret.usedFor}</p>
      </SecretOnce>
    );
  }
  return (
    <FormDialog
      title={says.form.newTitle}
      submit={says.form.create}
      onClose={onClose}
      check={(entries) => ({ ...ownerTrouble(entries), ...troublesIn(entries) })}
      onSubmit={async (entries) => {
        const owner = await ownerIn(entries);
        const { id, secret } = await createWebhook(owner, {
          url: entries.text('url'),
          description: entries.text('description'),
          events: eventsIn(entries),
          enabled: true,
        });
        setMade({ address: addressOfWebhook({ owner, webhook: id }), secret });
      }}
    >
      <OwnerFields merchant={merchant} />
      <WebhookFields />
    </FormDialog>
  );
}

/** Who sees all merchants chooses one or all of them; others out of those they see. */
function OwnerFields({ merchant }: { merchant: string | undefined }) {
  const { webhooks: says, orders } = words.value;
  const merchants = session.value?.merchants ?? [];
  const [isPlatform, setPlatform] = useState(false);
  if (merchants !== '*') {
    return (
      <Field name="merchant" label={says.form.owner}>
        {(attributes) => (
          <select {...attributes} autofocus>
            {merchants.map((id) => (
              <option key={id} value={id} selected={id === merchant}>
                {merchantName(id)}
              </option>
            ))}
          </select>
        )}
      </Field>
    );
  }
  return (
    <>
      <FieldGroup name="owner" label={says.form.owner}>
        {(['merchant', 'platform'] as const).map((owner) => (
          <label key={owner} class="choice">
            <input
              type="radio"
              name="owner"
              value={owner}
              checked={isPlatform === (owner === 'platform')}
              onChange={() => {
                setPlatform(owner === 'platform');
              }}
            />
            {owner === 'platform' ? says.form.ofPlatform : says.form.ofMerchant}
          </label>
        ))}
      </FieldGroup>
      {!isPlatform && (
        <Field name="merchant" label={orders.filters.merchant}>
          {(attributes) => <MerchantInput {...attributes} merchant={merchant} />}
        </Field>
      )}
    </>
  );
}

function ownerTrouble({ text }: Entries): Troubles {
  const isNamed = text('owner') === 'platform' || text('merchant') !== '';
  return isNamed ? {} : { merchant: words.value.forms.required };
}

/** Null: the platform. @throws WrongFields where no merchant has the name */
async function ownerIn(entries: Entries): Promise<string | null> {
  return entries.text('owner') === 'platform' ? null : merchantIn(entries);
}
