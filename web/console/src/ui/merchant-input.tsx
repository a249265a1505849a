import { useEffect, useRef, useState } from 'preact/hooks';
import { findMerchants, merchantName, type NamedMerchant } from '../api/merchant-names';
import { toProblem } from '../api/problem';
import { words } from '../words/orders';
import { WrongFields, type Entries } from './form';
import { sentenceOf } from './page-states';

interface MerchantInputProps {
  /** `mrc_…`, chosen already. */
  merchant?: string | undefined;
  id: string;
  name: string;
  'aria-invalid': boolean;
  'aria-describedby': string;
}

/** Whoever types is not asked about each letter. */
const GATHER_MS = 200;

/**
 * A merchant by name or id, which {@link merchantIn} reads; those that the service finds are
 * offered, for there may be thousands.
 */
export function MerchantInput({ merchant, ...attributes }: MerchantInputProps) {
  const [found, setFound] = useState<readonly NamedMerchant[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const looks = useRef(0);
  const list = `${attributes.id}-list`;
  const look = async (text: string): Promise<void> => {
    looks.current += 1;
    const own = looks.current;
    const merchants = await findMerchants(text).catch(() => []);
    if (own === looks.current) setFound(merchants);
  };
  useEffect(() => {
    void look('');
    return () => {
      clearTimeout(timer.current);
      looks.current += 1;
    };
  }, []);
  return (
    <>
      <input
        type="text"
        {...attributes}
        list={list}
        placeholder={words.value.orders.filters.merchantHint}
        autoComplete="off"
        defaultValue={merchant === undefined ? '' : merchantName(merchant)}
        onInput={({ currentTarget }) => {
          const text = currentTarget.value.trim();
          clearTimeout(timer.current);
          timer.current = setTimeout(() => void look(text), GATHER_MS);
        }}
      />
      <datalist id={list}>
        {found.map(({ id, name }) => (
          <option key={id} value={name} />
        ))}
      </datalist>
    </>
  );
}

/**
 * The merchant that is named in a form's field `merchant`.
 * @param chosen the one before, which stays where its name does
 * @returns empty for no merchant
 * @throws WrongFields where nobody has the name, or nobody could be asked
 */
export async function merchantIn({ text }: Entries, chosen?: string): Promise<string> {
  const named = text('merchant');
  if (named === '' || named.startsWith('mrc_')) return named;
  if (chosen !== undefined && merchantName(chosen) === named) return chosen;
  const found = await findMerchants(named).catch((error: unknown) => {
    throw new WrongFields({ merchant: sentenceOf(toProblem(error)) });
  });
  const sought = named.toLowerCase();
  const merchant = found.find(({ name }) => name.toLowerCase() === sought);
  if (merchant) return merchant.id;
  throw new WrongFields({ merchant: words.value.orders.filters.noSuchMerchant });
}
