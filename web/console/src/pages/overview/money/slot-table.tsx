import type { OrderState } from '../../../api/schemas';
import { words } from '../../../words/overview';
import { FigureTable } from '../figure-table';
import { addressOfOrders, byLife, type Figures, type Slot, type Tally } from './figures';
import { slotName } from './slot-name';

interface SlotTableProps {
  title: string;
  figures: Figures;
  /** Of all states where none is given; null where there is nothing. */
  cell: (tally: Tally, state?: OrderState) => string | null;
}

/** What a chart shows, in figures: newest first, each hour or day leading to its orders. */
export function SlotTable({ title, figures, cell }: SlotTableProps) {
  const { overview, states } = words.value;
  const { columns, before, all } = overview.money;
  const { stretch, slots } = figures;
  const cellOf = (tally: Tally | undefined, state?: OrderState) => tally && cell(tally, state);
  return (
    <FigureTable
      title={title}
      columns={[
        {
          head: columns[stretch.bucket],
          cell: (slot: Slot) => (
            <a href={addressOfOrders(figures, slot)} data-row>
              {slotName(stretch, slot)}
            </a>
          ),
        },
        { head: all, cell: ({ now }) => cellOf(now) },
        {
          head: before[stretch.period].short,
          cell: (slot) => {
            const text = cellOf(slot.before);
            return text && <span class="faint">{text}</span>;
          },
        },
        ...byLife(figures.states).map((state) => ({
          head: states.order[state],
          cell: ({ now }: Slot) => cellOf(now, state),
        })),
      ]}
      rows={slots.filter(({ now }) => now).reverse()}
      keyOf={({ from }) => from.toISOString()}
    />
  );
}
