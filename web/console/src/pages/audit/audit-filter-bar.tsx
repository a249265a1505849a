import { FilterChip } from '../../ui/filter-chip';
import { Icon } from '../../ui/icon';
import { Popup } from '../../ui/popup';
import { fromDhakaInput, shortMoment, toDhakaInput } from '../../ui/time';
import { words } from '../../words';
import { AUDIT_MOMENTS, AUDIT_TEXTS, parseAuditFilters, type AuditFilters } from './audit-filters';
import { inWords } from './who-and-what';

interface AuditFilterProps {
  filters: AuditFilters;
  onChange: (filters: AuditFilters) => void;
}

/** What the trail is narrowed to, as chips; the form behind one button. */
export function AuditFilterBar({ filters, onChange }: AuditFilterProps) {
  const { audit: says, orders } = words.value;
  const names = [...AUDIT_TEXTS, ...AUDIT_MOMENTS].filter((name) => filters[name] !== undefined);
  return (
    <div class="filters">
      <Popup
        className="button button-small"
        button={
          <>
            <Icon name="plus" size={14} />
            {orders.filter}
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
      {names.map((name) => (
        <FilterChip
          key={name}
          label={says.filters[name]}
          text={shown(name, filters[name] ?? '')}
          onRemove={() => {
            onChange(
              Object.fromEntries(Object.entries(filters).filter(([other]) => other !== name)),
            );
          }}
        />
      ))}
      {names.length > 1 && (
        <button
          type="button"
          class="button-plain button-small"
          onClick={() => {
            onChange({});
          }}
        >
          {orders.filters.clear}
        </button>
      )}
    </div>
  );
}

function shown(name: keyof AuditFilters, value: string): string {
  if (name === 'action') return inWords(value);
  return name === 'from' || name === 'to' ? shortMoment(value) : value;
}

function FilterForm({ filters, onChange }: AuditFilterProps) {
  const { audit: says, orders } = words.value;
  const known = Object.entries(says.actions).sort(([, one], [, other]) => (one < other ? -1 : 1));
  return (
    <form
      class="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        const entries = new FormData(event.currentTarget);
        const textOf = (name: string): string => {
          const entry = entries.get(name);
          return typeof entry === 'string' ? entry.trim() : '';
        };
        const query = new URLSearchParams({
          actor: textOf('actor'),
          action: textOf('action'),
          subject: textOf('subject'),
          from: fromDhakaInput(textOf('from')) ?? '',
          to: fromDhakaInput(textOf('to')) ?? '',
        });
        onChange(parseAuditFilters(query.toString()));
      }}
    >
      {(['actor', 'subject'] as const).map((name) => (
        <div key={name} class="field field-wide">
          <label for={`filter-${name}`}>{says.filters[name]}</label>
          <input
            type="text"
            id={`filter-${name}`}
            name={name}
            maxLength={200}
            placeholder={says.filters[`${name}Hint`]}
            spellcheck={false}
            autoComplete="off"
            defaultValue={filters[name] ?? ''}
          />
        </div>
      ))}
      <div class="field field-wide">
        <label for="filter-action">{says.filters.action}</label>
        <select id="filter-action" name="action">
          <option value="">{orders.filters.any}</option>
          {known.map(([action, text]) => (
            <option key={action} value={action} selected={filters.action === action}>
              {text}
            </option>
          ))}
        </select>
      </div>
      {AUDIT_MOMENTS.map((name) => (
        <div key={name} class="field">
          <label for={`filter-${name}`}>{says.filters[name]}</label>
          <input
            type="datetime-local"
            id={`filter-${name}`}
            name={name}
            defaultValue={toDhakaInput(filters[name] ?? '')}
          />
        </div>
      ))}
      <p class="field-note">{orders.filters.inDhaka}</p>
      <div class="dialog-actions">
        <button type="submit" class="button button-primary">
          {orders.filters.apply}
        </button>
      </div>
    </form>
  );
}
