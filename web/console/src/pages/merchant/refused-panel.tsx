import { Ago, Moment } from '../../ui/moment';
import { words } from '../../words/merchants';
import { MerchantAttention } from './merchant-badges';
import type { Merchant } from './use-merchant';

/** iPay refuses a key: since when, and what to do. */
export function RefusedPanel({ merchant }: { merchant: Merchant }) {
  const { attention } = merchant;
  if (!attention) return null;
  const { merchants, states, attention: of } = words.value;
  const says = merchants.attention;
  return (
    <section class="panel flagged" aria-label={states.needsAttention}>
      <div class="flagged-head">
        <h2>
          <MerchantAttention merchant={merchant} />
        </h2>
        <span class="faint">
          <Moment at={attention.since} /> (<Ago at={attention.since} />)
        </span>
      </div>
      <p>{attention.environment === merchant.environment ? says.meansNow : says.meansOther}</p>
      <p>
        <span class="faint">{of.detail}:</span> <span lang="en">{attention.detail}</span>
      </p>
      <p>
        <strong>{of.todo}:</strong> {says.todo(words.value.environment[attention.environment])}
      </p>
    </section>
  );
}
