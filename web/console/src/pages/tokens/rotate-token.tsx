import { useState } from 'preact/hooks';
import { answerOf, api } from '../../api/client';
import type { Schemas } from '../../api/schemas';
import { serverNow } from '../../api/server-clock';
import { Field, FormDialog, type Troubles } from '../../ui/form';
import { Moment } from '../../ui/moment';
import { words } from '../../words/tokens';
import { overlapIn } from './grant';

interface RotateTokenProps {
  token: Schemas['Token'];
  onRotated: (issued: Schemas['IssuedToken']) => void;
  onFailed: () => void;
  onClose: () => void;
}

/** As the API has it where nothing is said. */
const USUAL_HOURS = '24';

/** A new secret for a token; the old one goes on for a while, so that services can change over. */
export function RotateToken({ token, onRotated, onFailed, onClose }: RotateTokenProps) {
  const says = words.value.tokens.rotate;
  const [hours, setHours] = useState(USUAL_HOURS);
  const seconds = overlapIn(hours);
  const { previousValidUntil: previous } = token;
  return (
    <FormDialog
      title={says.title(token.name)}
      submit={says.now}
      onClose={onClose}
      onFailed={onFailed}
      check={({ text }): Troubles =>
        overlapIn(text('overlapHours')) === null ? { overlapHours: says.wrongHours } : {}
      }
      onSubmit={async ({ text }) => {
        const overlapSeconds = overlapIn(text('overlapHours')) ?? 0;
        const params = { path: { token: token.id } };
        onRotated(
          await answerOf(
            api.POST('/v1/tokens/{token}/rotate', { params, body: { overlapSeconds } }),
          ),
        );
      }}
    >
      <p>{says.lead}</p>
      {previous !== null && (
        <p>
          {says.endsPrevious} <Moment at={previous} />.
        </p>
      )}
      <Field
        name="overlapHours"
        label={says.hours}
        note={
          seconds !== null &&
          (seconds === 0 ? (
            says.atOnce
          ) : (
            <>
              {says.until} <Moment at={new Date(serverNow() + seconds * 1_000).toISOString()} />.
            </>
          ))
        }
      >
        {(attributes) => (
          <input
            type="number"
            {...attributes}
            autofocus
            min={0}
            max={720}
            step={1}
            value={hours}
            onInput={({ currentTarget }) => {
              setHours(currentTarget.value);
            }}
          />
        )}
      </Field>
    </FormDialog>
  );
}
