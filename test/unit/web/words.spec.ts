import { explain } from '../../../src/orders/order-explanation';
import type { OrderRow } from '../../../src/orders/order-row';
import { ATTENTION_REASONS, ORDER_STATES } from '../../../src/orders/order-state';
import { ReferenceIdUsedAtGateway } from '../../../src/orders/orders.problems';
import { bn } from '../../../web/console/src/words/bn';
import { en } from '../../../web/console/src/words/en';

/** Every sentence of `…/explain` but the advice on flags, which the console gives by reason. */
function sentences(): string[] {
  const rows = ORDER_STATES.flatMap((state) =>
    [null, ReferenceIdUsedAtGateway.code].map(
      (rejectionCode) => ({ state, rejectionCode, attentionReason: null }) as OrderRow,
    ),
  );
  return rows
    .map(explain)
    .flatMap(({ summary, wouldChange, mayAct }) => [
      summary,
      ...wouldChange,
      ...mayAct.map(({ what }) => what),
    ]);
}

it('has Bangla for every sentence that the service says, and for no other', () => {
  expect(new Set(Object.keys(bn.served))).toEqual(new Set(sentences()));
});

it('says in both languages what each flag means and what to do', () => {
  for (const words of [en, bn]) {
    expect(Object.keys(words.attention.reasons).sort()).toEqual([...ATTENTION_REASONS].sort());
  }
});

it('knows a way on for the same problems in both languages', () => {
  expect(Object.keys(bn.problems.remedies)).toEqual(Object.keys(en.problems.remedies));
});

it('has not forgotten to translate', () => {
  const same = texts(en).filter(([path, text]) =>
    texts(bn).some(([p, t]) => p === path && t === text),
  );
  // Names stay what they are.
  expect(
    same
      .map(([, text]) => text)
      .filter((text) => !['iPay', 'Postgres', 'Redis', ''].includes(text)),
  ).toEqual([]);
});

/** Every text with its place; those that take values, with some. */
function texts(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    const here = `${path}/${name}`;
    if (here === '/served' || here.endsWith('/otherCode')) return [];
    if (typeof value === 'string') return [[here, value]];
    if (typeof value === 'object' && value !== null) return texts(value, here);
    return [];
  });
}
