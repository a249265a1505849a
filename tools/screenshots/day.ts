/** Two days of a platform in Bangladesh, the same at every run: what the pictures show. */

export interface MerchantOfTheDay {
  name: string;
  /** Of its shop. */
  host: string;
  /** Begins its references. */
  prefix: string;
  goods: readonly { description: string; taka: number }[];
  /** Of a hundred orders of the platform, about so many are its own. */
  share: number;
}

export const MERCHANTS: readonly [MerchantOfTheDay, ...MerchantOfTheDay[]] = [
  {
    name: 'Nakshi Ghor',
    host: 'shop.nakshighor.example',
    prefix: 'NG',
    share: 34,
    goods: [
      { description: 'Nakshi kantha, double', taka: 4_850 },
      { description: 'Jamdani scarf, indigo', taka: 2_200 },
      { description: 'Jute basket, set of three', taka: 1_250 },
    ],
  },
  {
    name: 'Padma Books',
    host: 'padmabooks.example',
    prefix: 'PB',
    share: 26,
    goods: [
      { description: 'Three novels, paperback', taka: 960 },
      { description: 'School set, class VIII', taka: 1_735.5 },
      { description: 'Atlas of Bangladesh', taka: 640 },
    ],
  },
  {
    name: 'Sreemangal Tea House',
    host: 'tea.sreemangal.example',
    prefix: 'STH',
    share: 18,
    goods: [
      { description: 'Seven-layer tea, gift box', taka: 780 },
      { description: 'First flush, 500 g', taka: 1_120 },
    ],
  },
  {
    name: 'Meghna Grocers',
    host: 'meghnagrocers.example',
    prefix: 'MG',
    share: 15,
    goods: [
      { description: 'Weekly basket, Mirpur', taka: 3_415.75 },
      { description: 'Chinigura rice, 25 kg', taka: 3_900 },
      { description: 'Hilsa, two fish', taka: 2_860 },
    ],
  },
  {
    name: 'Karnaphuli Tickets',
    host: 'karnaphuli.example',
    prefix: 'KT',
    share: 7,
    goods: [
      { description: 'Dhaka to Chattogram, two seats', taka: 1_710 },
      { description: "Cox's Bazar, night coach", taka: 2_400 },
    ],
  },
];

/** What becomes of an order; the last three are for an operator to look at. */
export type Fate =
  | 'paid'
  | 'cancelled'
  | 'failed'
  | 'expired'
  | 'waiting'
  | 'unsure'
  | 'unrecognised'
  | 'mismatched';

export interface OrderOfTheDay {
  merchant: MerchantOfTheDay;
  referenceId: string;
  description: string;
  taka: number;
  fate: Fate;
  /** How long before the picture it was placed. */
  ageMs: number;
  /** From then until the buyer is through. */
  payingMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ORDINARY = 200;
/** A day, and the one before for comparison. */
const SPAN_MS = 48 * HOUR;

/** By the hour in Dhaka, how busy shops are. */
const BUSY = [
  2, 1, 1, 1, 1, 1, 2, 3, 5, 7, 9, 10, 9, 7, 7, 8, 9, 10, 12, 14, 15, 13, 8, 4,
] as const;
const DHAKA_OFFSET_MS = 6 * HOUR;

/** The magic amounts of the sandbox that make an order of this fate. */
const POISHA: Partial<Record<Fate, number>> = { unsure: 12, mismatched: 13, unrecognised: 20 };

const RECENT: readonly [minutes: number, fate: Fate][] = [
  [196, 'mismatched'],
  [84, 'unrecognised'],
  [31, 'unrecognised'],
  [9, 'unsure'],
  [6, 'waiting'],
  [4, 'paid'],
  [3, 'waiting'],
  [2, 'paid'],
  [1, 'waiting'],
];

/** The orders, oldest first. */
export function ordersOfTheDay(now: Date): OrderOfTheDay[] {
  const draw = numbers(2_025);
  const ordinary = Array.from({ length: ORDINARY }, () =>
    orderOf(draw, ageOf(draw, now), fateOf(draw)),
  );
  const recent = RECENT.map(([minutes, fate]) => orderOf(draw, minutes * MINUTE, fate));
  return [...ordinary, ...recent]
    .sort((one, other) => other.ageMs - one.ageMs)
    .map((order, i) => ({
      ...order,
      referenceId: `${order.merchant.prefix}-${String(24_310 + i)}`,
    }));
}

type Draw = () => number;

function orderOf(draw: Draw, ageMs: number, fate: Fate): OrderOfTheDay {
  const merchant = drawMerchant(draw);
  const { description, taka } = pick(draw, merchant.goods);
  return {
    merchant,
    referenceId: '',
    description,
    taka: Math.floor(taka) + (POISHA[fate] ?? Math.round((taka % 1) * 100)) / 100,
    fate,
    ageMs,
    payingMs: 18_000 + Math.floor(draw() ** 2 * 110_000),
  };
}

function drawMerchant(draw: Draw): MerchantOfTheDay {
  let left = draw() * 100;
  return MERCHANTS.find(({ share }) => (left -= share) < 0) ?? MERCHANTS[0];
}

/** Draws moments until one is accepted: quiet hours are refused more often. */
function ageOf(draw: Draw, now: Date): number {
  const youngest = 12 * MINUTE;
  for (;;) {
    const ageMs = youngest + draw() * (SPAN_MS - youngest);
    const hour = new Date(now.getTime() - ageMs + DHAKA_OFFSET_MS).getUTCHours();
    if (draw() * Math.max(...BUSY) < (BUSY[hour] ?? 0)) return ageMs;
  }
}

function fateOf(draw: Draw): Fate {
  const at = draw();
  if (at < 0.84) return 'paid';
  if (at < 0.91) return 'cancelled';
  return at < 0.96 ? 'failed' : 'expired';
}

function pick<T>(draw: Draw, from: readonly T[]): T {
  const found = from[Math.floor(draw() * from.length)];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

/** Mulberry32: the same numbers from 0 to 1 at every run. */
function numbers(seed: number): Draw {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
