import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { merchantName } from '../../api/merchant-names';
import { toProblem } from '../../api/problem';
import { ORDER_STATES } from '../../api/schemas';
import { FilterChip } from '../../ui/filter-chip';
import { Icon } from '../../ui/icon';
import { MerchantInput, merchantIdOf } from '../../ui/merchant-input';
import { sentenceOf } from '../../ui/page-states';
import { Popup } from '../../ui/popup';
import { fromDhakaInput, shortMoment, toDhakaInput } from '../../ui/time';
import { words } from '../../words';
import { parseFilters, withFilter, type OrderFilters } from './order-filters';

interface FilterProps {
  filters: OrderFilters;
  onChange: (filters: OrderFilters) => void;
}

/** What the list is narrowed to: states at a press, the rest behind one button, all as chips. */
export function FilterBar({ filters, onChange }: FilterProps) {
  const { orders: says, states } = words.value;
  const chosen = filters.state ?? [];
  return (
    <div class="filters">
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
      <Popup
        className="button button-small"
        button={
          <>
            <Icon name="plus" size={14} />
            {says.filter}
          </>
        }
      >
        {(close) => (
          <FilterForm
            filters={filters}
            onChange={(changed) => {
              close();
              onChange(changed);
            }}
          />
        )}
      </Popup>
      <Chips filters={filters} onChange={onChange} />
    </div>
  );
}

function Chips({ filters, onChange }: FilterProps) {
  const { orders: says, environment } = words.value;
  const labels = says.filters;
  const { merchant, referenceId, gatewayOrderId, transactionId, createdFrom, createdTo } = filters;
  const chips: [name: keyof OrderFilters, label: string, text: string | undefined][] = [
    ['environment', labels.environment, filters.environment && environment[filters.environment]],
    ['merchant', labels.merchant, merchant && merchantName(merchant)],
    ['referenceId', labels.referenceId, referenceId],
    ['gatewayOrderId', labels.gatewayOrderId, gatewayOrderId],
    ['transactionId', labels.transactionId, transactionId],
    [
      'attention',
      labels.attention,
      filters.attention === undefined
        ? undefined
        : filters.attention
          ? labels.flagged
          : labels.notFlagged,
    ],
    ['createdFrom', labels.createdFrom, createdFrom && shortMoment(createdFrom)],
    ['createdTo', labels.createdTo, createdTo && shortMoment(createdTo)],
  ];
  const active = chips.filter(([, , text]) => text !== undefined);
  if (active.length === 0 && !filters.state) return null;
  return (
    <>
      {active.map(([name, label, text]) => (
        <FilterChip
          key={name}
          label={label}
          text={text ?? ''}
          onRemove={() => {
            onChange(withFilter(filters, name, undefined));
          }}
        />
      ))}
      <button
        type="button"
        class="button-plain button-small"
        onClick={() => {
          onChange({});
        }}
      >
        {labels.clear}
      </button>
    </>
  );
}

function FilterForm({ filters, onChange }: FilterProps) {
  const { orders: says, environment } = words.value;
  const labels = says.filters;
  const [trouble, setTrouble] = useState<string>();
  const apply = async (entries: FormData): Promise<void> => {
    const textOf = (name: string): string => {
      const entry = entries.get(name);
      return typeof entry === 'string' ? entry.trim() : '';
    };
    let merchant: string | null;
    try {
      merchant = await merchantIdOf(textOf('merchant'), filters.merchant);
    } catch (error) {
      setTrouble(sentenceOf(toProblem(error)));
      return;
    }
    if (merchant === null) {
      setTrouble(labels.noSuchMerchant);
      return;
    }
    const query = new URLSearchParams({
      merchant,
      environment: textOf('environment'),
      referenceId: textOf('referenceId'),
      gatewayOrderId: textOf('gatewayOrderId'),
      transactionId: textOf('transactionId'),
      attention: textOf('attention'),
      createdFrom: fromDhakaInput(textOf('createdFrom')) ?? '',
      createdTo: fromDhakaInput(textOf('createdTo')) ?? '',
    });
    const others = parseFilters(query.toString());
    onChange(filters.state ? { ...others, state: filters.state } : others);
  };
  return (
    <form
      class="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        void apply(new FormData(event.currentTarget));
      }}
    >
      <Field label={labels.merchant} name="merchant" isWide>
        <MerchantInput
          id="filter-merchant"
          name="merchant"
          merchant={filters.merchant}
          aria-invalid={trouble !== undefined}
          aria-describedby="filter-merchant-trouble"
        />
        <p id="filter-merchant-trouble" class="field-trouble" role="alert">
          {trouble}
        </p>
      </Field>
      <Field label={labels.environment} name="environment">
        <select id="filter-environment" name="environment">
          <option value="">{labels.any}</option>
          {(['sandbox', 'production'] as const).map((one) => (
            <option key={one} value={one} selected={filters.environment === one}>
              {environment[one]}
            </option>
          ))}
        </select>
      </Field>
      <Field label={labels.attention} name="attention">
        <select id="filter-attention" name="attention">
          <option value="">{labels.any}</option>
          <option value="true" selected={filters.attention === true}>
            {labels.flagged}
          </option>
          <option value="false" selected={filters.attention === false}>
            {labels.notFlagged}
          </option>
        </select>
      </Field>
      {(['referenceId', 'gatewayOrderId', 'transactionId'] as const).map((name) => (
        <Field key={name} label={labels[name]} name={name} isWide={name === 'transactionId'}>
          <input
            type="text"
            id={`filter-${name}`}
            name={name}
            spellcheck={false}
            autoComplete="off"
            defaultValue={filters[name] ?? ''}
          />
        </Field>
      ))}
      {(['createdFrom', 'createdTo'] as const).map((name) => (
        <Field key={name} label={labels[name]} name={name}>
          <input
            type="datetime-local"
            id={`filter-${name}`}
            name={name}
            defaultValue={toDhakaInput(filters[name] ?? '')}
          />
        </Field>
      ))}
      <p class="field-note">{labels.inDhaka}</p>
      <div class="dialog-actions">
        <button type="submit" class="button button-primary">
          {labels.apply}
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  label: string;
  name: string;
  isWide?: boolean;
  children: ComponentChildren;
}

function Field({ label, name, isWide = false, children }: FieldProps) {
  return (
    <div class={isWide ? 'field field-wide' : 'field'}>
      <label for={`filter-${name}`}>{label}</label>
      {children}
    </div>
  );
}
