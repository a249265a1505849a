import { words } from '../words/orders';
import { FilterChip } from './filter-chip';

interface FilterChipsProps<Name extends string> {
  /** Where there is no text there is no filter. */
  chips: readonly (readonly [name: Name, label: string, text: string | undefined])[];
  onRemove: (name: Name) => void;
  /** Lets go of all of them; left out where there is nothing to gain by it. */
  onClear?: (() => void) | undefined;
}

/** What a list is narrowed to. */
export function FilterChips<Name extends string>({
  chips,
  onRemove,
  onClear,
}: FilterChipsProps<Name>) {
  return (
    <>
      {chips.map(
        ([name, label, text]) =>
          text !== undefined && (
            <FilterChip
              key={name}
              label={label}
              text={text}
              onRemove={() => {
                onRemove(name);
              }}
            />
          ),
      )}
      {onClear && (
        <button type="button" class="button-plain button-small" onClick={onClear}>
          {words.value.orders.filters.clear}
        </button>
      )}
    </>
  );
}
