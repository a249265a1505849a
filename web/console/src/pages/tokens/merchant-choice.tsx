import { useEffect, useState } from 'preact/hooks';
import { answerOf, api } from '../../api/client';
import { learnMerchants, merchantName } from '../../api/merchant-names';
import { may, session } from '../../api/session';
import { useLoaded } from '../../api/use-loaded';
import { words } from '../../words/tokens';

/** Enough to choose from; others are found by their name. */
const SHOWN = 20;
const TYPING_MS = 250;

/** Merchants to tick, out of those of the session: the chosen ones, and what is found by a name. */
export function MerchantChoice() {
  const says = words.value.tokens.create;
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { found, hasMore } = useFound(typed);
  const others = found.filter((id) => !chosen.includes(id));
  return (
    <>
      {may('merchants:read') && (
        <input
          type="search"
          aria-label={words.value.merchants.find}
          placeholder={words.value.merchants.find}
          autoComplete="off"
          spellcheck={false}
          maxLength={100}
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value.trim());
          }}
          onKeyDown={(event) => {
            // It searches, and does not send the form around it.
            if (event.key === 'Enter') event.preventDefault();
          }}
        />
      )}
      <div class="choices choices-scroll">
        {[...chosen, ...others].map((id) => (
          <label key={id} class="choice">
            <input
              type="checkbox"
              name="merchants"
              value={id}
              checked={chosen.includes(id)}
              onChange={({ currentTarget }) => {
                setChosen(
                  currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id),
                );
              }}
            />
            <span>{merchantName(id)}</span>
          </label>
        ))}
        {others.length === 0 && chosen.length === 0 && <p class="faint">{says.noneFound}</p>}
      </div>
      {hasMore && <p class="field-note">{says.moreByName(SHOWN)}</p>}
    </>
  );
}

/** Ids of the merchants that are found; without merchants:read those that the session has. */
function useFound(typed: string): { found: readonly string[]; hasMore: boolean } {
  const [sought, setSought] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(setSought, TYPING_MS, typed);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);
  const { data } = useLoaded(may('merchants:read') ? sought : null, async (signal) => {
    const query = { limit: SHOWN, ...(sought !== '' && { q: sought }) };
    const page = await answerOf(api.GET('/v1/merchants', { params: { query }, signal }));
    learnMerchants(page.data);
    return page;
  });
  if (may('merchants:read')) {
    return { found: data?.data.map(({ id }) => id) ?? [], hasMore: data?.nextCursor != null };
  }
  const own = session.value?.merchants ?? [];
  return { found: own === '*' ? [] : own, hasMore: false };
}
