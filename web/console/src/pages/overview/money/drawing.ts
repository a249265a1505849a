import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { OrderState } from '../../../api/schemas';
import { PATTERNS, TILE, WASH } from './pattern';

/** Bars over time, one state upon the other. */
export interface Bars {
  /** Of each hour or day. */
  labels: readonly string[];
  layers: readonly { state: OrderState; heights: readonly (number | null)[] }[];
  /** The height that each was held against. */
  marks: readonly (number | null)[];
  /** Heights are counts: no marks of the axis between whole numbers. */
  isCount: boolean;
  formatHeight: (height: number) => string;
}

interface Doings {
  /** Pointed at; null: at none any more. */
  onPoint: (slot: number | null) => void;
  onOpen: (slot: number) => void;
}

export interface Drawing {
  show: (bars: Bars) => void;
  /** After the theme has changed. */
  recolour: () => void;
  remove: () => void;
}

const HEIGHT = 200;
const FONT_SIZE = 11;
/** Between two labels under the bars. */
const LABEL_ROOM = 12;
/** Of what an hour or day has of the width, and in pixels. */
const BAR_SHARE = 0.72;
const WIDEST_BAR = 32;
const STEPS = [1, 2, 3, 6, 12];
const WHOLE = Array.from({ length: 12 }, (_, i) =>
  [1, 2, 5].map((digit) => digit * 10 ** i),
).flat();

/** Draws with uPlot, in the colours of the page. */
export function draw(host: HTMLElement, first: Bars, { onPoint, onOpen }: Doings): Drawing {
  let bars = first;
  let palette = new Palette(host);
  const states = first.layers.map(({ state }) => state);
  const plot = new uPlot(
    {
      width: host.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { time: false, range: () => [-0.5, bars.labels.length - 0.5] },
        y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.08 : 1] },
      },
      axes: [
        {
          stroke: () => palette.text,
          font: palette.font,
          size: 24,
          gap: 4,
          grid: { show: false },
          ticks: { show: false },
          border: { show: true, width: 1, stroke: () => palette.line },
          splits: ({ width }) => labelled(bars.labels, width, palette),
          values: (_plot, slots) => slots.map((slot) => bars.labels[slot] ?? ''),
        },
        {
          stroke: () => palette.text,
          font: palette.font,
          space: 40,
          gap: 6,
          // At first there are none, whatever its types say.
          size: (_plot, values: string[] | null) =>
            10 + Math.max(20, ...(values ?? []).map((text) => palette.widthOf(text))),
          grid: { width: 1, stroke: () => palette.line },
          ticks: { show: false },
          values: (_plot, heights) => heights.map(bars.formatHeight),
          ...(first.isCount && { incrs: WHOLE }),
        },
      ],
      series: [
        {},
        ...states.map((state, layer): uPlot.Series => ({
          stroke: () => palette.strokeOf(state),
          fill: () => palette.fillOf(state),
          width: 1,
          points: { show: false },
          paths: stacked(() => bars, layer),
        })),
        {
          stroke: () => palette.mark,
          width: 2,
          points: { show: false },
          paths: acrossBars,
        },
      ],
      hooks: {
        setCursor: [
          ({ cursor: { idx } }) => {
            onPoint(idx ?? null);
          },
        ],
      },
    },
    toData(bars),
    host,
  );
  plot.over.addEventListener('click', () => {
    const { idx } = plot.cursor;
    if (idx !== null && idx !== undefined) onOpen(idx);
  });
  const resizing = new ResizeObserver(() => {
    if (host.clientWidth > 0) plot.setSize({ width: host.clientWidth, height: HEIGHT });
  });
  resizing.observe(host);
  return {
    show(newer) {
      bars = newer;
      plot.setData(toData(newer));
    },
    recolour() {
      palette = new Palette(host);
      plot.redraw(true, true);
    },
    remove() {
      resizing.disconnect();
      plot.destroy();
    },
  };
}

/** Each layer by where it ends, so that the axis reaches to the top of the stack. */
function toData({ labels, layers, marks }: Bars): uPlot.AlignedData {
  return [
    labels.map((_, slot) => slot),
    ...layers.map((_, layer) => labels.map((_label, slot) => top(layers, layer, slot))),
    [...marks],
  ];
}

function top(layers: Bars['layers'], layer: number, slot: number): number | null {
  const heights = layers.slice(0, layer + 1).map((one) => one.heights[slot] ?? null);
  return heights.every((height) => height === null)
    ? null
    : heights.reduce<number>((sum, height) => sum + (height ?? 0), 0);
}

function stacked(current: () => Bars, layer: number): uPlot.Series.PathBuilder {
  return (plot, _series, from, to) => {
    const { layers } = current();
    const path = new Path2D();
    const slotWidth = plot.valToPos(1, 'x', true) - plot.valToPos(0, 'x', true);
    const half = Math.min(slotWidth * BAR_SHARE, WIDEST_BAR * devicePixelRatio) / 2;
    for (let slot = from; slot <= to; slot++) {
      const ground = layer === 0 ? 0 : top(layers, layer - 1, slot);
      const roof = top(layers, layer, slot);
      if (roof === null || ground === null || roof === ground) continue;
      const left = Math.round(plot.valToPos(slot, 'x', true) - half);
      const upper = Math.round(plot.valToPos(roof, 'y', true));
      const lower = Math.round(plot.valToPos(ground, 'y', true));
      path.rect(left, upper, Math.round(2 * half), lower - upper);
    }
    return { stroke: path, fill: path };
  };
}

/** A short line where each hour stood before. */
function acrossBars(plot: uPlot, series: number, from: number, to: number): uPlot.Series.Paths {
  const stroke = new Path2D();
  const marks = plot.data[series] ?? [];
  for (let slot = from; slot <= to; slot++) {
    const height = marks[slot];
    if (height === null || height === undefined) continue;
    const y = plot.valToPos(height, 'y', true);
    stroke.moveTo(plot.valToPos(slot - 0.42, 'x', true), y);
    stroke.lineTo(plot.valToPos(slot + 0.42, 'x', true), y);
  }
  return { stroke, fill: null };
}

/** As many labels as there is room for, at even steps from the first. */
function labelled(labels: readonly string[], width: number, palette: Palette): number[] {
  const room = Math.max(...labels.map((label) => palette.widthOf(label))) + LABEL_ROOM;
  const step = STEPS.find((one) => (labels.length / one) * room <= width * 0.85) ?? labels.length;
  return labels.flatMap((_, slot) => (slot % step === 0 ? [slot] : []));
}

/** The page's own colours and letters, as they are now: canvases do not know of style sheets. */
class Palette {
  readonly text: string;
  readonly line: string;
  readonly mark: string;
  readonly font: string;
  private readonly context = document.createElement('canvas').getContext('2d');
  private readonly strokes = new Map<OrderState, string>();
  private readonly fills = new Map<OrderState, CanvasPattern | string>();

  constructor(private readonly host: HTMLElement) {
    this.text = this.colourOf('faint');
    this.line = this.colourOf('chart-line');
    this.mark = this.colourOf('chart-mark');
    this.font = `${FONT_SIZE}px ${getComputedStyle(host).fontFamily}`;
  }

  widthOf(text: string): number {
    if (!this.context) return text.length * FONT_SIZE;
    this.context.font = this.font;
    return this.context.measureText(text).width;
  }

  strokeOf(state: OrderState): string {
    return kept(this.strokes, state, () => this.colourOf(`state state-${state}`));
  }

  fillOf(state: OrderState): CanvasPattern | string {
    return kept(this.fills, state, () => {
      const colour = this.strokeOf(state);
      const { lines } = PATTERNS[state];
      return lines === undefined ? colour : (patternOf(lines, colour) ?? colour);
    });
  }

  private colourOf(className: string): string {
    const probe = document.createElement('span');
    probe.className = className;
    this.host.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }
}

function patternOf(lines: string, colour: string): CanvasPattern | null {
  const scale = Math.max(1, Math.round(devicePixelRatio));
  const tile = document.createElement('canvas');
  tile.width = tile.height = TILE * scale;
  const context = tile.getContext('2d');
  if (!context) return null;
  context.scale(scale, scale);
  context.fillStyle = context.strokeStyle = colour;
  context.globalAlpha = WASH;
  context.fillRect(0, 0, TILE, TILE);
  context.globalAlpha = 1;
  context.stroke(new Path2D(lines));
  return context.createPattern(tile, 'repeat');
}

function kept<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
