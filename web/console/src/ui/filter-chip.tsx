import { words } from '../words/orders';
import { Icon } from './icon';

interface FilterChipProps {
  label: string;
  text: string;
  onRemove: () => void;
}

/** What a list is narrowed to, and the way to let go of it. */
export function FilterChip({ label, text, onRemove }: FilterChipProps) {
  return (
    <span class="chip chip-set">
      <span class="faint">{label}</span> <span class="chip-text">{text}</span>
      <button
        type="button"
        class="button-icon chip-remove"
        aria-label={words.value.orders.filters.remove(label)}
        onClick={onRemove}
      >
        <Icon name="close" size={12} />
      </button>
    </span>
  );
}
