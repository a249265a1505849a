import { words } from '../words/orders';
import { Field, type Entries } from './form';
import { MerchantInput } from './merchant-input';
import { fromDhakaInput, toDhakaInput } from './time';

/** Fields of a form that narrows a list; those that are left empty narrow nothing. */

interface FilterProps {
  /** As the address has it. */
  name: string;
  label: string;
  value: string | undefined;
}

interface TextFilterProps extends FilterProps {
  hint?: string;
  maxLength?: number;
  isWide?: boolean;
}

export function TextFilter({ name, label, value, hint, maxLength, isWide }: TextFilterProps) {
  return (
    <Field name={name} label={label} isWide={isWide}>
      {(attributes) => (
        <input
          type="text"
          {...attributes}
          maxLength={maxLength}
          placeholder={hint}
          spellcheck={false}
          autoComplete="off"
          defaultValue={value ?? ''}
        />
      )}
    </Field>
  );
}

interface ChoiceFilterProps extends FilterProps {
  /** Each value, and what it is called. */
  choices: readonly (readonly [value: string, text: string])[];
  isWide?: boolean;
}

export function ChoiceFilter({ name, label, value, choices, isWide }: ChoiceFilterProps) {
  return (
    <Field name={name} label={label} isWide={isWide}>
      {(attributes) => (
        <select {...attributes}>
          <option value="">{words.value.orders.filters.any}</option>
          {choices.map(([one, text]) => (
            <option key={one} value={one} selected={value === one}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Read by `merchantIn`. */
export function MerchantFilter({
  label,
  merchant,
}: {
  label: string;
  merchant?: string | undefined;
}) {
  return (
    <Field name="merchant" label={label} isWide>
      {(attributes) => <MerchantInput {...attributes} merchant={merchant} />}
    </Field>
  );
}

/** From and before which moment: side by side, read by {@link momentsIn}. */
export function MomentFilters({ moments }: { moments: readonly FilterProps[] }) {
  return (
    <>
      {moments.map(({ name, label, value }) => (
        <Field key={name} name={name} label={label}>
          {(attributes) => (
            <input type="datetime-local" {...attributes} defaultValue={toDhakaInput(value ?? '')} />
          )}
        </Field>
      ))}
      <p class="field-note">{words.value.orders.filters.inDhaka}</p>
    </>
  );
}

/** By name; empty where nothing was filled in. */
export function textsIn({ text }: Entries, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, text(name)]));
}

/** RFC 3339 by name; empty where nothing was filled in. */
export function momentsIn({ text }: Entries, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, fromDhakaInput(text(name)) ?? '']));
}
