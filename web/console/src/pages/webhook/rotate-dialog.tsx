import { useState } from 'preact/hooks';
import { serverNow } from '../../api/server-clock';
import { rotateSecret } from '../../api/webhooks';
import { Field, FormDialog } from '../../ui/form';
import { Moment } from '../../ui/moment';
import { SecretOnce } from '../../ui/secret-once';
import { words } from '../../words/webhooks';
import type { Changing } from './changing';

const OVERLAPS_SECONDS = [3_600, 86_400, 604_800, 0];
const USUAL_SECONDS = 86_400;

interface RotateDialogProps extends Pick<Changing, 'endpoint' | 'onChanged'> {
  onClose: () => void;
}

/** Gives the endpoint a new secret, and says until when the old one signs as well. */
export function RotateDialog({ endpoint, onChanged, onClose }: RotateDialogProps) {
  const { rotate: says, secret: of } = words.value.webhooks;
  const [overlap, setOverlap] = useState(USUAL_SECONDS);
  const [given, setGiven] = useState<{ secret: string; oldUntil: string | null }>();
  if (given) {
    return (
      <SecretOnce title={of.rotatedTitle} what={of.what} secret={given.secret} onClose={onClose}>
        <p>
          {given.oldUntil === null ? (
            of.nowAlone
          ) : (
            <>
              {of.oldUntil} <Moment at={given.oldUntil} />
            </>
          )}
        </p>
      </SecretOnce>
    );
  }
  return (
    <FormDialog
      title={says.title}
      submit={says.submit}
      isDangerous={overlap === 0}
      onClose={onClose}
      onSubmit={async () => {
        const { secret, ...webhook } = await rotateSecret(endpoint, overlap);
        onChanged(webhook);
        setGiven({ secret, oldUntil: webhook.previousSecretValidUntil });
      }}
    >
      <p>{says.lead}</p>
      <Field name="overlapSeconds" label={says.overlap}>
        {(attributes) => (
          <select
            {...attributes}
            autofocus
            value={overlap}
            onChange={({ currentTarget }) => {
              setOverlap(Number(currentTarget.value));
            }}
          >
            {OVERLAPS_SECONDS.map((seconds) => (
              <option key={seconds} value={seconds}>
                {says.overlaps[String(seconds)]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <p>
        {overlap === 0 ? (
          says.atOnce
        ) : (
          <>
            {says.until} <Moment at={new Date(serverNow() + overlap * 1_000).toISOString()} />
          </>
        )}
      </p>
    </FormDialog>
  );
}
