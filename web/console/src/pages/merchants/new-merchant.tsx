import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api/client';
import { learnMerchants } from '../../api/merchant-names';
import type { Environment } from '../../api/schemas';
import { Field, FormDialog, type Entries, type Troubles } from '../../ui/form';
import { SecretOnce } from '../../ui/secret-once';
import { words } from '../../words/merchants';
import { hostsIn } from '../merchant/return-hosts';

interface Created {
  id: string;
  name: string;
  returnSecret: string;
}

/** Makes a merchant; its return secret is told once, and then its page is there. */
export function NewMerchant({ onClose }: { onClose: () => void }) {
  const { merchants, environment } = words.value;
  const says = merchants.create;
  const { route } = useLocation();
  const [created, setCreated] = useState<Created>();
  if (created) {
    return (
      <SecretOnce
        title={says.done(created.name)}
        what={says.returnSecret}
        secret={created.returnSecret}
        onClose={() => {
          onClose();
          route(`/console/merchants/${created.id}`);
        }}
      >
        <p>{says.returnSecretFor}</p>
      </SecretOnce>
    );
  }
  return (
    <FormDialog
      title={says.title}
      submit={says.submit}
      onClose={onClose}
      about={{ 'credentials-in-use': 'apiKey' }}
      check={({ text }): Troubles =>
        text('name') === '' ? { name: words.value.forms.required } : {}
      }
      onSubmit={async (entries) => {
        const merchant = await create(entries);
        learnMerchants([merchant]);
        setCreated(merchant);
      }}
    >
      <Field name="name" label={merchants.columns.name}>
        {(attributes) => (
          <input
            type="text"
            {...attributes}
            autofocus
            required
            maxLength={100}
            autoComplete="off"
          />
        )}
      </Field>
      <Field name="environment" label={merchants.columns.environment} note={says.environmentNote}>
        {(attributes) => (
          <select {...attributes}>
            {(['sandbox', 'production'] as const).map((one) => (
              <option key={one} value={one}>
                {environment[one]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="apiKey" label={says.apiKey} note={says.apiKeyNote}>
        {(attributes) => (
          <input type="password" {...attributes} autoComplete="off" spellcheck={false} />
        )}
      </Field>
      <Field name="returnHosts" label={says.returnHosts} note={merchants.hosts.note}>
        {(attributes) => (
          <textarea {...attributes} rows={2} spellcheck={false} placeholder="shop.example.com" />
        )}
      </Field>
    </FormDialog>
  );
}

/** @throws ApiProblem */
async function create({ text }: Entries): Promise<Created> {
  const apiKey = text('apiKey');
  const body = {
    name: text('name'),
    environment: text('environment') as Environment,
    ...(apiKey !== '' && { apiKey }),
    returnHosts: hostsIn(text('returnHosts')),
  };
  const { id, name, returnSecret } = await answerOf(api.POST('/v1/merchants', { body }));
  return { id, name, returnSecret };
}
