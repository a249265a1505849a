import { useId } from 'preact/hooks';
import type { OrderState } from '../../../api/schemas';
import { words } from '../../../words';
import { addressOfOrders, byLife, type Figures, type Tally } from './figures';
import { slotName } from './slot-name';

interface SlotTableProps {
  title: string;
  figures: Figures;
  /** Of all states where none is given; null where there is nothing. */
  cell: (tally: Tally, state?: OrderState) => string | null;
}

/** What a chart shows, in figures: newest first, each hour or day leading to its orders. */
export function SlotTable({ title, figures, cell }: SlotTableProps) {
  const id = useId();
  const { overview, states } = words.value;
  const { columns, before, all } = overview.money;
  const { stretch, slots } = figures;
  const shown = byLife(figures.states);
  return (
    <figure>
      <figcaption id={id}>{title}</figcaption>
      {/* Longer than its place, and wider than a phone: scrolled by touch or arrow keys. */}
      <div class="slots" role="region" aria-labelledby={id} tabIndex={0}>
        <table aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">{columns[stretch.bucket]}</th>
              <th scope="col">{all}</th>
              <th scope="col">{before[stretch.period].short}</th>
              {shown.map((state) => (
                <th key={state} scope="col">
                  {states.order[state]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {slots
              .flatMap(({ now, ...slot }) => (now ? [{ ...slot, now }] : []))
              .reverse()
              .map((slot) => (
                <tr key={slot.from.getTime()}>
                  <th scope="row">
                    <a href={addressOfOrders(figures, slot)} data-row>
                      {slotName(stretch, slot)}
                    </a>
                  </th>
                  <td>{cell(slot.now) ?? <None />}</td>
                  <td class="faint">{(slot.before && cell(slot.before)) ?? <None />}</td>
                  {shown.map((state) => (
                    <td key={state}>{cell(slot.now, state) ?? <None />}</td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

function None() {
  return <span class="faint">–</span>;
}
