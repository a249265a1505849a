import { SharedAnswers } from '../../../src/console/shared-answers';

/** Whoever is asked answers when the test says so. */
class Oracle {
  readonly asked: ((answer: string) => void)[] = [];
  readonly find = (): Promise<string> => new Promise((resolve) => this.asked.push(resolve));
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

let oracle: Oracle;
let time: number;
let answers: SharedAnswers<string>;
const ask = (question = 'today') => answers.ask(question, oracle.find);

beforeEach(() => {
  oracle = new Oracle();
  time = 0;
  answers = new SharedAnswers(
    (answer) => (answer.startsWith('kept') ? 5_000 : 0),
    () => time,
  );
});

it('answers all who come while it is being answered with the next answer', async () => {
  const first = ask();
  const [second, third] = [ask(), ask()];
  expect(oracle.asked).toHaveLength(1);
  oracle.asked[0]?.('before they asked');
  expect(await first).toBe('before they asked');
  await settled();
  expect(oracle.asked).toHaveLength(2);
  const fourth = ask();
  oracle.asked[1]?.('after');
  expect(await Promise.all([second, third])).toEqual(['after', 'after']);
  await settled();
  oracle.asked[2]?.('last');
  expect(await fourth).toBe('last');
  expect(oracle.asked).toHaveLength(3);
});

it('keeps questions apart', async () => {
  const both = Promise.all([ask('one'), ask('other')]);
  oracle.asked[1]?.('b');
  oracle.asked[0]?.('a');
  expect(await both).toEqual(['a', 'b']);
});

it('tells an answer again only as long as it may, counted from when it was asked for', async () => {
  const first = ask();
  const waiting = ask();
  time = 3_000;
  oracle.asked[0]?.('kept 1');
  expect(await Promise.all([first, waiting])).toEqual(['kept 1', 'kept 1']);
  time = 4_999;
  expect(await ask()).toBe('kept 1');
  time = 5_000;
  const anew = ask();
  oracle.asked[1]?.('kept 2');
  expect(await anew).toBe('kept 2');
  expect(oracle.asked).toHaveLength(2);
});

it('fails whoever asked, and lets the next ones try', async () => {
  let tries = 0;
  const find = (): Promise<string> =>
    (tries += 1) === 1 ? Promise.reject(new Error('too slow')) : Promise.resolve('well');
  const first = answers.ask('today', find);
  const second = answers.ask('today', find);
  await expect(first).rejects.toThrow('too slow');
  expect(await second).toBe('well');
  expect(tries).toBe(2);
});
