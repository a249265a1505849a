import { merchantName } from '../../api/merchant-names';
import { ORDER_STATES } from '../../api/schemas';
import { FilterChips } from '../../ui/filter-chips';
import {
  ChoiceFilter,
  MerchantFilter,
  MomentFilters,
  TextFilter,
  momentsIn,
  textsIn,
} from '../../ui/filter-fields';
import { FilterPopup } from '../../ui/filter-popup';
import { Icon } from '../../ui/icon';
import { merchantIn } from '../../ui/merchant-input';
import { shortMoment } from '../../ui/time';
import { words } from '../../words/orders';
import { parseFilters, withFilter, type OrderFilters } from './order-filters';

interface FilterProps {
  filters: OrderFilters;
  onChange: (filters: OrderFilters) => void;
}

/** What the list is narrowed to: states at a press, the rest behind one button, all as chips. */
export function FilterBar({ filters, onChange }: FilterProps) {
  return (
    <div class="filters">
      <StateChoice filters={filters} onChange={onChange} />
      <OtherFilters filters={filters} onChange={onChange} />
      <Chips filters={filters} onChange={onChange} />
    </div>
  );
}

function StateChoice({ filters, onChange }: FilterProps) {
  const { orders: says, states } = words.value;
  const chosen = filters.state ?? [];
  return (
    <div class="filter-states" role="group" aria-label={says.states}>
      {ORDER_STATES.map((state) => {
        const isOn = chosen.includes(state);
        return (
          <button
            key={state}
            type="button"
            class={`chip state-${state}`}
            aria-pressed={isOn}
            onClick={() => {
              const next = isOn ? chosen.filter((one) => one !== state) : [...chosen, state];
              onChange(withFilter(filters, 'state', next.length > 0 ? next : undefined));
            }}
          >
            <Icon name={state} size={14} />
            {states.order[state]}
          </button>
        );
      })}
    </div>
  );
}

const CHOICES = ['environment', 'attention'] as const;
const TEXTS = ['referenceId', 'gatewayOrderId', 'transactionId'] as const;
const MOMENTS = ['createdFrom', 'createdTo'] as const;

function OtherFilters({ filters, onChange }: FilterProps) {
  const { orders: says, environment } = words.value;
  const labels = says.filters;
  return (
    <FilterPopup
      label={says.filter}
      onApply={async (entries) => {
        const merchant = await merchantIn(entries, filters.merchant);
        const texts = textsIn(entries, [...CHOICES, ...TEXTS]);
        const query = new URLSearchParams({ merchant, ...texts, ...momentsIn(entries, MOMENTS) });
        onChange(withFilter(parseFilters(query.toString()), 'state', filters.state));
      }}
    >
      <MerchantFilter label={labels.merchant} merchant={filters.merchant} />
      <ChoiceFilter
        name="environment"
        label={labels.environment}
        value={filters.environment}
        choices={(['sandbox', 'production'] as const).map((one) => [one, environment[one]])}
      />
      <ChoiceFilter
        name="attention"
        label={labels.attention}
        value={filters.attention === undefined ? undefined : String(filters.attention)}
        choices={[
          ['true', labels.flagged],
          ['false', labels.notFlagged],
        ]}
      />
      {TEXTS.map((name) => (
        <TextFilter
          key={name}
          name={name}
          label={labels[name]}
          value={filters[name]}
          isWide={name === 'transactionId'}
        />
      ))}
      <MomentFilters
        moments={MOMENTS.map((name) => ({ name, label: labels[name], value: filters[name] }))}
      />
    </FilterPopup>
  );
}

function Chips({ filters, onChange }: FilterProps) {
  const { orders, environment } = words.value;
  const labels = orders.filters;
  const { merchant, attention } = filters;
  return (
    <FilterChips
      chips={[
        [
          'environment',
          labels.environment,
          filters.environment && environment[filters.environment],
        ],
        ['merchant', labels.merchant, merchant && merchantName(merchant)],
        ...TEXTS.map((name) => [name, labels[name], filters[name]] as const),
        [
          'attention',
          labels.attention,
          attention === undefined ? undefined : attention ? labels.flagged : labels.notFlagged,
        ],
        ...MOMENTS.map((name) => {
          const at = filters[name];
          return [name, labels[name], at && shortMoment(at)] as const;
        }),
      ]}
      onRemove={(name) => {
        onChange(withFilter(filters, name, undefined));
      }}
      onClear={
        Object.keys(filters).length > 0
          ? () => {
              onChange({});
            }
          : undefined
      }
    />
  );
}
