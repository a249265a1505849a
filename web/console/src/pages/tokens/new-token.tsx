import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api/client';
import type { Schemas, Scope } from '../../api/schemas';
import { serverNow } from '../../api/server-clock';
import { session } from '../../api/session';
import { Field, FieldGroup, FormDialog, type Entries, type Troubles } from '../../ui/form';
import { words } from '../../words/tokens';
import { expiryIn, grantable } from './grant';
import { MerchantChoice } from './merchant-choice';

interface NewTokenProps {
  onIssued: (issued: Schemas['IssuedToken']) => void;
  onFailed: () => void;
  onClose: () => void;
}

/** A token with some of what the session has. */
export function NewToken({ onIssued, onFailed, onClose }: NewTokenProps) {
  const says = words.value.tokens;
  const me = session.value;
  const mayGrantAll = me?.merchants === '*';
  const [isForAll, setForAll] = useState(mayGrantAll);
  if (!me) return null;
  const { scopes } = grantable(me);
  return (
    <FormDialog
      title={says.create.title}
      submit={says.create.submit}
      onClose={onClose}
      onFailed={onFailed}
      check={(entries) => troublesOf(entries, isForAll)}
      onSubmit={async (entries) => {
        onIssued(await issue(entries, isForAll));
      }}
    >
      <Field name="name" label={says.columns.name} note={says.create.nameNote}>
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
      <FieldGroup name="scopes" label={says.columns.scopes} note={says.create.scopesNote}>
        <div class="choices">
          {scopes.map((scope) => (
            <label key={scope} class="choice">
              <input type="checkbox" name="scopes" value={scope} />
              <span>
                <code>{scope}</code> <span class="faint">{says.scopes[scope]}</span>
              </span>
            </label>
          ))}
        </div>
      </FieldGroup>
      <FieldGroup name="merchants" label={says.columns.merchants}>
        {mayGrantAll && (
          <>
            <label class="choice">
              <input
                type="radio"
                name="reach"
                checked={isForAll}
                onChange={() => {
                  setForAll(true);
                }}
              />
              {says.create.all}
            </label>
            <label class="choice">
              <input
                type="radio"
                name="reach"
                checked={!isForAll}
                onChange={() => {
                  setForAll(false);
                }}
              />
              {says.create.some}
            </label>
          </>
        )}
        {!isForAll && <MerchantChoice />}
      </FieldGroup>
      <Field name="expiresAt" label={says.create.expires} note={says.create.expiresNote}>
        {(attributes) => <input type="datetime-local" {...attributes} />}
      </Field>
    </FormDialog>
  );
}

function troublesOf({ text, texts }: Entries, isForAll: boolean): Troubles {
  const { tokens: says, forms } = words.value;
  const expiry = expiryIn(text('expiresAt'), serverNow());
  const isWrong = typeof expiry === 'object' && expiry !== null;
  return {
    ...(text('name') === '' && { name: forms.required }),
    ...(texts('scopes').length === 0 && { scopes: says.create.noScope }),
    ...(!isForAll && texts('merchants').length === 0 && { merchants: says.create.noMerchant }),
    ...(isWrong && { expiresAt: says.create.expiryTroubles[expiry.trouble] }),
  };
}

/** @throws ApiProblem */
function issue({ text, texts }: Entries, isForAll: boolean): Promise<Schemas['IssuedToken']> {
  const expiresAt = expiryIn(text('expiresAt'), serverNow());
  const body = {
    name: text('name'),
    scopes: texts('scopes') as Scope[],
    merchants: isForAll ? ('*' as const) : texts('merchants'),
    ...(typeof expiresAt === 'string' && { expiresAt }),
  };
  return answerOf(api.POST('/v1/tokens', { body }));
}
