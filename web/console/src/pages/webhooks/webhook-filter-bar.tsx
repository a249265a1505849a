import { merchantName } from '../../api/merchant-names';
import { ENDPOINT_STATES } from '../../api/webhook-schemas';
import { FilterChip } from '../../ui/filter-chip';
import { MerchantFilter } from '../../ui/filter-fields';
import { FilterPopup } from '../../ui/filter-popup';
import { merchantIn } from '../../ui/merchant-input';
import { words } from '../../words/webhooks';
import type { WebhookFilters } from './webhook-filters';

interface WebhookFilterProps {
  filters: WebhookFilters;
  onChange: (filters: WebhookFilters) => void;
}

/** One state at a press, one merchant behind a button. */
export function WebhookFilterBar({ filters, onChange }: WebhookFilterProps) {
  const { webhooks: says, orders } = words.value;
  const { state, merchant } = filters;
  return (
    <div class="filters">
      <div class="filter-states" role="group" aria-label={says.state}>
        {ENDPOINT_STATES.map((one) => (
          <button
            key={one}
            type="button"
            class="chip"
            aria-pressed={state === one}
            onClick={() => {
              const others = merchant === undefined ? {} : { merchant };
              onChange(state === one ? others : { ...others, state: one });
            }}
          >
            {says.states[one]}
          </button>
        ))}
      </div>
      {merchant === undefined ? (
        <FilterPopup
          label={orders.filters.merchant}
          onApply={async (entries) => {
            const chosen = await merchantIn(entries);
            if (chosen !== '') onChange({ ...filters, merchant: chosen });
          }}
        >
          <MerchantFilter label={says.filterMerchant} />
        </FilterPopup>
      ) : (
        <FilterChip
          label={says.merchant}
          text={merchantName(merchant)}
          onRemove={() => {
            onChange(state ? { state } : {});
          }}
        />
      )}
    </div>
  );
}
