import type { ComponentChildren } from 'preact';
import type { ApiProblem } from '../api/problem';
import { words } from '../words';
import { Field, FormDialog } from './form';
import { isSameName } from './same-name';

interface ConfirmByNameProps {
  title: string;
  /** Whose it is: it has to be typed. */
  name: string;
  /** What the button says. */
  submit: string;
  busy?: string;
  /** It takes something away. */
  isDangerous?: boolean;
  /** What it throws is shown in the dialog. */
  onConfirm: () => Promise<void>;
  onFailed?: (problem: ApiProblem) => void;
  onClose: () => void;
  /** What will happen. */
  children: ComponentChildren;
}

/** For what cannot be taken back at a press: nobody types a name by accident. */
export function ConfirmByName({ name, onConfirm, children, ...dialog }: ConfirmByNameProps) {
  const says = words.value.forms;
  return (
    <FormDialog
      {...dialog}
      check={({ text }): Record<string, string> =>
        isSameName(text('name'), name) ? {} : { name: says.notTheName(name) }
      }
      onSubmit={onConfirm}
    >
      {children}
      <Field name="name" label={says.typeName(name)}>
        {(attributes) => (
          <input type="text" {...attributes} autofocus autoComplete="off" spellcheck={false} />
        )}
      </Field>
    </FormDialog>
  );
}
