import { useEffect, useRef, useState } from 'preact/hooks';
import { findMerchants, merchantName, type NamedMerchant } from '../../api/merchant-names';
import { words } from '../../words';

/** Whoever types is not asked about each letter. */
const GATHER_MS = 200;

/** A merchant by name; those that the service finds are offered, for there may be thousands. */
export function MerchantField({ chosen, trouble }: { chosen?: string; trouble?: string }) {
  const says = words.value.orders.filters;
  const [found, setFound] = useState<readonly NamedMerchant[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const looks = useRef(0);
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
        id="filter-merchant"
        name="merchant"
        list="filter-merchants"
        placeholder={says.merchantHint}
        defaultValue={chosen === undefined ? '' : merchantName(chosen)}
        aria-invalid={trouble !== undefined}
        aria-describedby="filter-merchant-trouble"
        onInput={({ currentTarget }) => {
          const text = currentTarget.value.trim();
          clearTimeout(timer.current);
          timer.current = setTimeout(() => void look(text), GATHER_MS);
        }}
      />
      <datalist id="filter-merchants">
        {found.map(({ id, name }) => (
          <option key={id} value={name} />
        ))}
      </datalist>
      <p id="filter-merchant-trouble" class="field-trouble" role="alert">
        {trouble}
      </p>
    </>
  );
}

/**
 * @param chosen the one before, which stays where its name does
 * @returns empty for no merchant; null for a name that nobody has
 * @throws ApiProblem
 */
export async function merchantIdOf(text: string, chosen?: string): Promise<string | null> {
  if (text === '' || text.startsWith('mrc_')) return text;
  if (chosen !== undefined && merchantName(chosen) === text) return chosen;
  const sought = text.toLowerCase();
  const found = await findMerchants(text);
  return found.find(({ name }) => name.toLowerCase() === sought)?.id ?? null;
}
