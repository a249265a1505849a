import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useId, useRef, useState } from 'preact/hooks';
import { toProblem, type ApiProblem } from '../api/problem';
import { words } from '../words';
import { Dialog } from './dialog';
import { sentenceOf, titleOf } from './page-states';

/** What was filled in, by the names of the fields; space around texts does not count. */
export interface Entries {
  text: (name: string) => string;
  /** Of fields that may be there several times. */
  texts: (name: string) => string[];
}

/** Field → what is the matter with it. */
export type Troubles = Readonly<Record<string, string>>;

/** Turns out only while a form is sent, before anything has come of it. */
export class WrongFields extends Error {
  override name = 'WrongFields';
  constructor(readonly troubles: Troubles) {
    super(Object.values(troubles).join(' '));
  }
}

interface FormProps {
  /** What the button says that sends it. */
  submit: string;
  /** The same while it is under way. */
  busy?: string | undefined;
  isDangerous?: boolean | undefined;
  /** What is wrong before it is sent; empty where nothing is. */
  check?: ((entries: Entries) => Troubles) | undefined;
  /** Code of a problem → the field that it is about. */
  about?: Readonly<Record<string, string>> | undefined;
  /** What it throws is shown: at the fields that the problem names, else above the buttons. */
  onSubmit: (entries: Entries) => void | Promise<void>;
  /** The service has refused it, or did not answer: what stands around the form may be old. */
  onFailed?: ((problem: ApiProblem) => void) | undefined;
  onCancel?: (() => void) | undefined;
  onBusy?: (isBusy: boolean) => void;
  children?: ComponentChildren;
}

interface Trouble {
  fields: Readonly<Record<string, ComponentChildren>>;
  whole?: ComponentChildren;
}

const NONE: Trouble = { fields: {} };

const FormContext = createContext({ id: '', fields: NONE.fields });

/** Sent once at a time; what is wrong stands at its field, and the first one has the focus. */
export function Form({
  submit,
  busy = words.value.forms.working,
  isDangerous = false,
  check,
  about,
  onSubmit,
  onFailed,
  onCancel,
  onBusy,
  children,
}: FormProps) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const isUnderWay = useRef(false);
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState(NONE);
  useEffect(() => {
    if (trouble === NONE) return;
    form.current
      ?.querySelector<HTMLElement>('[aria-invalid="true"], [data-wrong] input, [data-whole]')
      ?.focus();
  }, [trouble]);

  const setUnderWay = (is: boolean): void => {
    // The state is drawn later than a second press may come.
    isUnderWay.current = is;
    setBusy(is);
    onBusy?.(is);
  };
  const send = async (element: HTMLFormElement): Promise<void> => {
    const entries = entriesOf(element);
    const halfFilled = halfFilledIn(element);
    setUnderWay(true);
    try {
      const wrong = { ...check?.(entries), ...halfFilled };
      if (Object.keys(wrong).length > 0) throw new WrongFields(wrong);
      setTrouble(NONE);
      await onSubmit(entries);
    } catch (error) {
      if (error instanceof WrongFields) {
        setTrouble({ fields: error.troubles });
        return;
      }
      const problem = toProblem(error);
      setTrouble(troubleIn(problem, element, about));
      onFailed?.(problem);
    } finally {
      setUnderWay(false);
    }
  };

  return (
    <FormContext.Provider value={{ id, fields: trouble.fields }}>
      <form
        ref={form}
        class="form"
        noValidate
        aria-busy={isBusy}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isUnderWay.current) void send(event.currentTarget);
        }}
      >
        <fieldset class="form-fields" disabled={isBusy}>
          {children}
        </fieldset>
        {trouble.whole !== undefined && (
          <p class="field-trouble" role="alert" tabIndex={-1} data-whole>
            {trouble.whole}
          </p>
        )}
        <div class="dialog-actions">
          {onCancel && (
            <button type="button" class="button" disabled={isBusy} onClick={onCancel}>
              {words.value.common.cancel}
            </button>
          )}
          <button
            type="submit"
            class={`button ${isDangerous ? 'button-danger' : 'button-primary'}`}
            // It keeps the focus while it is under way.
            aria-disabled={isBusy}
          >
            {isBusy ? busy : submit}
          </button>
        </div>
      </form>
    </FormContext.Provider>
  );
}

/** A form over the page; as long as it is under way its answer is waited for. */
export function FormDialog({
  title,
  onClose,
  ...form
}: { title: string; onClose: () => void } & Omit<FormProps, 'onCancel' | 'onBusy'>) {
  const [isBusy, setBusy] = useState(false);
  return (
    <Dialog title={title} onClose={onClose} isHeld={isBusy}>
      <Form {...form} onCancel={onClose} onBusy={setBusy} />
    </Dialog>
  );
}

/** What ties a control to its label, its note and its trouble. */
export interface FieldAttributes {
  id: string;
  name: string;
  'aria-invalid': boolean;
  'aria-describedby': string;
}

interface FieldProps {
  /** As the API calls it: what the API says of it is shown here. */
  name: string;
  label: ComponentChildren;
  /** What one should know before filling it in. */
  note?: ComponentChildren;
  /** It takes the whole line, where others stand beside each other. */
  isWide?: boolean | undefined;
  children: (attributes: FieldAttributes) => ComponentChildren;
}

/** `{(attributes) => <input type="text" {...attributes} />}` */
export function Field({ name, label, note, isWide = false, children }: FieldProps) {
  const { id, trouble } = useField(name);
  return (
    <div class={isWide ? 'field field-wide' : 'field'}>
      <label for={id}>{label}</label>
      {children({
        id,
        name,
        'aria-invalid': trouble !== undefined,
        'aria-describedby': `${id}-note ${id}-trouble`,
      })}
      <FieldNotes id={id} note={note} trouble={trouble} />
    </div>
  );
}

/** Several controls under one name, such as boxes to tick. */
export function FieldGroup({
  name,
  label,
  note,
  children,
}: Omit<FieldProps, 'isWide' | 'children'> & { children: ComponentChildren }) {
  const { id, trouble } = useField(name);
  return (
    <fieldset
      class="field"
      aria-describedby={`${id}-note ${id}-trouble`}
      data-wrong={trouble === undefined ? undefined : true}
    >
      <legend>{label}</legend>
      {children}
      <FieldNotes id={id} note={note} trouble={trouble} />
    </fieldset>
  );
}

function FieldNotes({
  id,
  note,
  trouble,
}: {
  id: string;
  note: ComponentChildren;
  trouble: ComponentChildren;
}) {
  return (
    <>
      <p id={`${id}-note`} class="field-note">
        {note}
      </p>
      <p id={`${id}-trouble`} class="field-trouble" role="alert">
        {trouble}
      </p>
    </>
  );
}

function useField(name: string): { id: string; trouble: ComponentChildren } {
  const { id, fields } = useContext(FormContext);
  return { id: `${id}-${name}`, trouble: fields[name] };
}

function entriesOf(element: HTMLFormElement): Entries {
  const data = new FormData(element);
  const texts = (name: string): string[] =>
    data.getAll(name).map((entry) => (typeof entry === 'string' ? entry.trim() : ''));
  return { text: (name) => texts(name)[0] ?? '', texts };
}

/**
 * A date without its time, or letters where a number belongs: the browser gives an empty text for
 * it, which means something else. A token would last for ever, a replay go on to this moment.
 */
function halfFilledIn({ elements }: HTMLFormElement): Troubles {
  const inputs = [...elements].filter((element) => element instanceof HTMLInputElement);
  const wrong = inputs.filter(({ validity }) => validity.badInput);
  return Object.fromEntries(wrong.map(({ name }) => [name, words.value.forms.halfFilledIn]));
}

/** What the service says of a field stands there in its own language; of others, with the rest. */
function troubleIn(
  problem: ApiProblem,
  { elements }: HTMLFormElement,
  about: Readonly<Record<string, string>> = {},
): Trouble {
  if (problem.status === 0) {
    return { fields: {}, whole: `${titleOf(problem)}. ${words.value.forms.unsure}` };
  }
  const field = about[problem.code];
  if (field !== undefined) return { fields: { [field]: sentenceOf(problem) } };
  const fields: Record<string, ComponentChildren> = {};
  const others: string[] = [];
  for (const [path, message] of problem.fields) {
    const [name = ''] = path.split('.');
    if (elements.namedItem(name)) fields[name] = <span lang="en">{message}</span>;
    else others.push(`${path} ${message}`);
  }
  if (Object.keys(fields).length > 0 && others.length === 0) return { fields };
  return {
    fields,
    whole: (
      <>
        {sentenceOf(problem)} {others.length > 0 && <span lang="en">{others.join('; ')}</span>}
      </>
    ),
  };
}
