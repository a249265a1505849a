import { FilterChips } from '../../ui/filter-chips';
import {
  ChoiceFilter,
  MomentFilters,
  TextFilter,
  momentsIn,
  textsIn,
} from '../../ui/filter-fields';
import { FilterPopup } from '../../ui/filter-popup';
import { shortMoment } from '../../ui/time';
import { words } from '../../words/audit';
import { AUDIT_MOMENTS, AUDIT_TEXTS, parseAuditFilters, type AuditFilters } from './audit-filters';
import { inWords } from './who-and-what';

interface AuditFilterProps {
  filters: AuditFilters;
  onChange: (filters: AuditFilters) => void;
}

/** What the trail is narrowed to, as chips; the form behind one button. */
export function AuditFilterBar({ filters, onChange }: AuditFilterProps) {
  const { audit, orders } = words.value;
  const labels = audit.filters;
  const set = [...AUDIT_TEXTS, ...AUDIT_MOMENTS].filter((name) => filters[name] !== undefined);
  return (
    <div class="filters">
      <FilterPopup
        label={orders.filter}
        onApply={(entries) => {
          const texts = textsIn(entries, AUDIT_TEXTS);
          const query = new URLSearchParams({ ...texts, ...momentsIn(entries, AUDIT_MOMENTS) });
          onChange(parseAuditFilters(query.toString()));
        }}
      >
        {(['actor', 'subject'] as const).map((name) => (
          <TextFilter
            key={name}
            name={name}
            label={labels[name]}
            value={filters[name]}
            hint={labels[`${name}Hint`]}
            maxLength={200}
            isWide
          />
        ))}
        <ChoiceFilter
          name="action"
          label={labels.action}
          value={filters.action}
          choices={Object.entries(audit.actions).sort(([, one], [, other]) =>
            one < other ? -1 : 1,
          )}
          isWide
        />
        <MomentFilters
          moments={AUDIT_MOMENTS.map((name) => ({
            name,
            label: labels[name],
            value: filters[name],
          }))}
        />
      </FilterPopup>
      <FilterChips
        chips={set.map((name) => [name, labels[name], shown(name, filters[name] ?? '')])}
        onRemove={(name) => {
          onChange(without(filters, name));
        }}
        onClear={
          set.length > 1
            ? () => {
                onChange({});
              }
            : undefined
        }
      />
    </div>
  );
}

function without(filters: AuditFilters, name: keyof AuditFilters): AuditFilters {
  return Object.fromEntries(Object.entries(filters).filter(([other]) => other !== name));
}

function shown(name: keyof AuditFilters, value: string): string {
  if (name === 'action') return inWords(value);
  return name === 'from' || name === 'to' ? shortMoment(value) : value;
}
