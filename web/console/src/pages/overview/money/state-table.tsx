import type { OrderState } from '../../../api/schemas';
import { Amount } from '../../../ui/amount';
import { Icon } from '../../../ui/icon';
import { formatCount } from '../../../ui/money';
import { words } from '../../../words/overview';
import { addressOfOrders, byLife, type Figures } from './figures';
import { Swatch } from './swatch';

/** Orders and sums by state, against the time before; each number leads to its orders. */
export function StateTable({ figures }: { figures: Figures }) {
  const { overview, states } = words.value;
  const { columns, before, all } = overview.money;
  const { now, before: earlier, stretch } = figures;
  const rows: [state: OrderState | undefined, count: number, amount: string][] = [
    ...byLife(figures.states).map(
      (state) =>
        [state, now.states[state]?.count ?? 0, now.states[state]?.amount ?? '0.00'] as const,
    ),
    [undefined, now.count, now.amount] as const,
  ].map(([state, count, amount]) => [state, count, amount]);
  return (
    <table class="sums">
      <caption class="out-of-sight">{overview.money.byState}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.state}</th>
          <th scope="col">{columns.orders}</th>
          <th scope="col" class="sums-before">
            {before[stretch.period].short}
          </th>
          <th scope="col">{columns.sum}</th>
          <th scope="col" class="sums-before sums-wide">
            {before[stretch.period].short}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([state, count, amount]) => {
          const past = state ? earlier.states[state] : earlier;
          return (
            <tr key={state ?? 'all'}>
              <th scope="row">
                {state ? (
                  <span class={`state state-${state}`}>
                    <Swatch state={state} />
                    <Icon name={state} size={14} />
                    {states.order[state]}
                  </span>
                ) : (
                  all
                )}
              </th>
              <td>
                {count === 0 ? (
                  '0'
                ) : (
                  <a href={addressOfOrders(figures, stretch.now, state)}>{formatCount(count)}</a>
                )}
              </td>
              <td class="sums-before">{formatCount(past?.count ?? 0)}</td>
              <td>
                <Amount bdt={amount} />
              </td>
              <td class="sums-before sums-wide">
                <Amount bdt={past?.amount ?? '0.00'} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
