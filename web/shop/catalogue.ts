/** What the shop sells. Pure. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly says: string;
  /** BDT. */
  readonly price: number;
  readonly picture: Picture;
}

export type Picture = 'bookmark' | 'tea' | 'gamcha' | 'rickshaw' | 'mended';

export const GOODS: readonly [Product, ...Product[]] = [
  {
    id: 'bookmark',
    name: 'Nakshi bookmark',
    says: 'Stitched by hand in Jashore.',
    price: 120,
    picture: 'bookmark',
  },
  {
    id: 'tea',
    name: 'Sreemangal tea, 400 g',
    says: 'Second flush, whole leaf.',
    price: 350,
    picture: 'tea',
  },
  {
    id: 'gamcha',
    name: 'Handloom gamcha',
    says: 'Cotton, red and white checks.',
    price: 480.5,
    picture: 'gamcha',
  },
  {
    id: 'rickshaw',
    name: 'Rickshaw painting, original',
    says: 'Enamel on tin, one of a kind.',
    price: 123_456,
    picture: 'rickshaw',
  },
];

/** The sandbox's magic amounts: their poisha choose what goes wrong. */
export const ODDITIES: readonly Product[] = [
  {
    id: 'status-6',
    name: 'A kettle that needs patience',
    says: 'iPay answers status 6 three times, then it is paid.',
    price: 50.12,
    picture: 'mended',
  },
  {
    id: 'forged-success',
    name: 'A kettle nobody paid for',
    says: 'iPay sends you to the success page although nothing was paid.',
    price: 50.15,
    picture: 'mended',
  },
  {
    id: 'lost-answer',
    name: 'A kettle lost on the way',
    says: 'iPay accepts the order, and its answer never arrives.',
    price: 50.11,
    picture: 'mended',
  },
  {
    id: 'other-amount',
    name: 'A kettle with the wrong price tag',
    says: 'iPay says that another amount was paid.',
    price: 50.13,
    picture: 'mended',
  },
];

export function productOf(id: string | undefined): Product | undefined {
  return [...GOODS, ...ODDITIES].find((product) => product.id === id);
}
