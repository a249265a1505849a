import { useState } from 'preact/hooks';
import { merchantName } from '../../api/merchant-names';
import { toProblem } from '../../api/problem';
import { ENDPOINT_STATES } from '../../api/webhook-schemas';
import { FilterChip } from '../../ui/filter-chip';
import { Icon } from '../../ui/icon';
import { MerchantInput, merchantIdOf } from '../../ui/merchant-input';
import { sentenceOf } from '../../ui/page-states';
import { Popup } from '../../ui/popup';
import { words } from '../../words';
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
        <Popup
          className="button button-small"
          button={
            <>
              <Icon name="plus" size={14} />
              {orders.filters.merchant}
            </>
          }
        >
          {(close) => (
            <MerchantForm
              onChosen={(chosen) => {
                close();
                onChange({ ...filters, merchant: chosen });
              }}
            />
          )}
        </Popup>
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

function MerchantForm({ onChosen }: { onChosen: (merchant: string) => void }) {
  const { webhooks: says, orders } = words.value;
  const [trouble, setTrouble] = useState<string>();
  const choose = async (text: string): Promise<void> => {
    try {
      const merchant = await merchantIdOf(text);
      if (merchant) onChosen(merchant);
      else setTrouble(orders.filters.noSuchMerchant);
    } catch (error) {
      setTrouble(sentenceOf(toProblem(error)));
    }
  };
  return (
    <form
      class="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        const entry = new FormData(event.currentTarget).get('merchant');
        void choose(typeof entry === 'string' ? entry.trim() : '');
      }}
    >
      <div class="field field-wide">
        <label for="filter-merchant">{says.filterMerchant}</label>
        <MerchantInput
          id="filter-merchant"
          name="merchant"
          aria-invalid={trouble !== undefined}
          aria-describedby="filter-merchant-trouble"
        />
        <p id="filter-merchant-trouble" class="field-trouble" role="alert">
          {trouble}
        </p>
      </div>
      <div class="dialog-actions">
        <button type="submit" class="button button-primary">
          {orders.filters.apply}
        </button>
      </div>
    </form>
  );
}
