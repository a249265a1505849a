import { useState } from 'preact/hooks';
import { Act } from '../../ui/act';
import { Field, FormDialog } from '../../ui/form';
import { notify } from '../../ui/notices';
import { words } from '../../words/merchants';
import { changeMerchant, type Changing } from './change';
import { hostsIn } from './return-hosts';

/** Where buyers may be sent back to. */
export function HostsPanel({ merchant, onChanged, onFailed }: Changing) {
  const says = words.value.merchants.hosts;
  const [isEditing, setEditing] = useState(false);
  const close = (): void => {
    setEditing(false);
  };
  return (
    <section class="panel" aria-labelledby="hosts">
      <h2 id="hosts">{says.title}</h2>
      {merchant.returnHosts.length === 0 ? (
        <p class="hosts">{says.anywhere}</p>
      ) : (
        <ul class="hosts">
          {merchant.returnHosts.map((host) => (
            <li key={host}>
              <code>{host}</code>
            </li>
          ))}
        </ul>
      )}
      <Act
        scope="merchants:write"
        className="button button-small"
        act={() => {
          setEditing(true);
        }}
      >
        {says.edit}
      </Act>
      {isEditing && (
        <FormDialog
          title={says.title}
          submit={says.save}
          onClose={close}
          onFailed={onFailed}
          onSubmit={async ({ text }) => {
            const returnHosts = hostsIn(text('returnHosts'));
            onChanged(await changeMerchant(merchant, { returnHosts }));
            close();
            notify(says.saved);
          }}
        >
          <p>{says.lead}</p>
          <Field name="returnHosts" label={says.field} note={says.note}>
            {(attributes) => (
              <textarea
                {...attributes}
                autofocus
                rows={5}
                spellcheck={false}
                placeholder="shop.example.com"
                defaultValue={merchant.returnHosts.join('\n')}
              />
            )}
          </Field>
        </FormDialog>
      )}
    </section>
  );
}
