import { useLocation } from 'preact-iso';
import { useMemo, useState } from 'preact/hooks';
import type { OrderState } from '../../../api/schemas';
import { figureForm } from '../../../preferences';
import { formatCount, formatMoney, roundMoney } from '../../../ui/money';
import { type Words } from '../../../words';
import { words } from '../../../words/overview';
import { Chart } from './chart';
import type { Bars } from './drawing';
import { addressOfOrders, isIdle, type Figures, type Tally } from './figures';
import { Rates } from './rates';
import { slotMark, slotName } from './slot-name';
import { SlotTable } from './slot-table';
import { StateTable } from './state-table';

/** The orders of one environment in a time. */
export function EnvironmentFigures({ figures }: { figures: Figures }) {
  const { environment, overview } = words.value;
  const says = overview.money;
  const name = environment[figures.environment];
  const before = says.before[figures.stretch.period];
  if (isIdle(figures)) return <p class="faint">{says.idle(name, before.long)}</p>;
  return (
    <section class="environment-figures" aria-label={name}>
      <div class="rates-line">
        <h3>{name}</h3>
        <Rates figures={figures} />
      </div>
      <div class="figures-place">
        <div class="state-table">
          <StateTable figures={figures} />
        </div>
        {figureForm.value === 'chart' ? <Charts figures={figures} /> : <Tables figures={figures} />}
      </div>
    </section>
  );
}

function Charts({ figures }: { figures: Figures }) {
  const { route } = useLocation();
  const says = words.value.overview.money;
  const [pointed, setPointed] = useState<number | null>(null);
  const { orders, sums } = useMemo(() => barsOf(figures, says), [figures, says]);
  const charts = [
    { title: says.ordersBy[figures.stretch.bucket], bars: orders, format: formatCount },
    { title: says.sumsBy[figures.stretch.bucket], bars: sums, format: exactMoney },
  ];
  return (
    <div class="charts">
      {charts.map(({ title, bars, format }) => (
        <Chart
          key={title}
          title={title}
          summary={summaryOf(figures, bars, format)}
          bars={bars}
          onPoint={setPointed}
          onOpen={(at) => {
            const slot = figures.slots[at];
            if (slot?.now) route(addressOfOrders(figures, slot));
          }}
        />
      ))}
      <p class="reading figures">{readingOf(figures, pointed)}</p>
    </div>
  );
}

function Tables({ figures }: { figures: Figures }) {
  const says = words.value.overview.money;
  const { bucket } = figures.stretch;
  return (
    <div class="slot-tables">
      <SlotTable
        title={says.ordersBy[bucket]}
        figures={figures}
        cell={(tally, state) => {
          const count = countOf(tally, state);
          return count > 0 ? formatCount(count) : null;
        }}
      />
      <SlotTable
        title={says.sumsBy[bucket]}
        figures={figures}
        cell={(tally, state) =>
          countOf(tally, state) > 0 ? formatMoney(sumOf(tally, state)) : null
        }
      />
    </div>
  );
}

function barsOf(figures: Figures, says: Words['overview']['money']): { orders: Bars; sums: Bars } {
  const { stretch, slots, states } = figures;
  const labels = slots.map((slot) => slotMark(stretch, slot));
  const bars = (height: (tally: Tally, state?: OrderState) => number) => ({
    labels,
    layers: states.map((state) => ({
      state,
      heights: slots.map(({ now }) => (now ? height(now, state) : null)),
    })),
    // Where there was nothing, nothing lies on the ground.
    marks: slots.map(({ before }) => (before && before.count > 0 ? height(before) : null)),
  });
  return {
    orders: { ...bars(countOf), isCount: true, formatHeight: formatCount },
    sums: {
      ...bars((tally, state) => Number(sumOf(tally, state))),
      isCount: false,
      formatHeight: (height) => roundMoney(height, says),
    },
  };
}

function countOf(tally: Tally, state?: OrderState): number {
  return state ? (tally.states[state]?.count ?? 0) : tally.count;
}

function sumOf(tally: Tally, state?: OrderState): string {
  return state ? (tally.states[state]?.amount ?? '0.00') : tally.amount;
}

function exactMoney(height: number): string {
  return formatMoney(height);
}

/** The shape of a chart in a sentence. */
function summaryOf(
  { slots, stretch }: Figures,
  { layers }: Bars,
  format: (height: number) => string,
): string {
  const says = words.value.overview.money;
  const heights = slots.map((_, at) =>
    layers.reduce((sum, layer) => sum + (layer.heights[at] ?? 0), 0),
  );
  const most = Math.max(...heights);
  const at = slots[heights.indexOf(most)];
  const total = heights.reduce((sum, height) => sum + height, 0);
  return most > 0 && at
    ? says.summary(format(total), slotName(stretch, at), format(most))
    : says.empty;
}

/** The hour or day that is pointed at, else the present one, against the one before. */
function readingOf({ slots, stretch }: Figures, pointed: number | null): string {
  const says = words.value.overview.money;
  const at = slots[pointed ?? -1]?.now ? pointed : slots.findIndex(({ isLast }) => isLast);
  const slot = slots[at ?? -1];
  if (!slot?.now) return '';
  const name = slotName(stretch, slot);
  const now = says.reading(
    slot.isLast ? says.soFar(name) : name,
    formatCount(slot.now.count),
    formatMoney(slot.now.amount),
  );
  if (!slot.before) return now;
  const { same } = says.before[stretch.period];
  const { count, amount } = slot.before;
  return `${now} ${says.readingBefore(same, formatCount(count), formatMoney(amount))}`;
}
