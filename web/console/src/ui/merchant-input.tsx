import { findMerchants, merchantName, merchantNames } from '../api/merchant-names';
import { words } from '../words';

interface MerchantInputProps {
  /** `mrc_…`, chosen already. */
  merchant?: string | undefined;
  id: string;
  name: string;
  'aria-invalid': boolean;
  'aria-describedby': string;
}

/** A merchant by name, out of those that the service finds, or by its id; {@link merchantIdOf} reads it. */
export function MerchantInput({ merchant, ...attributes }: MerchantInputProps) {
  const list = `${attributes.id}-list`;
  return (
    <>
      <input
        type="text"
        {...attributes}
        list={list}
        placeholder={words.value.orders.filters.merchantHint}
        autoComplete="off"
        defaultValue={merchant === undefined ? '' : merchantName(merchant)}
        onFocus={() => {
          findMerchants('').catch(() => undefined);
        }}
        onInput={({ currentTarget }) => {
          findMerchants(currentTarget.value.trim()).catch(() => undefined);
        }}
      />
      <datalist id={list}>
        {[...merchantNames.value].map(([id, name]) => (
          <option key={id} value={name} />
        ))}
      </datalist>
    </>
  );
}

/** @returns empty for no merchant; null for a name that nobody has */
export function merchantIdOf(text: string): string | null {
  if (text === '' || text.startsWith('mrc_')) return text;
  const sought = text.toLowerCase();
  const found = [...merchantNames.value].find(([, name]) => name.toLowerCase() === sought);
  return found?.[0] ?? null;
}
