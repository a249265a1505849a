import { signal } from '@preact/signals';
import { loadWords, withWords, wordsLoaded } from '../../../web/console/src/words/vocabulary';

const nothing = signal({});
const bangla = () => Promise.resolve({ yes: 'হ্যাঁ' });

afterEach(() => loadWords('en'));

/** Words that come when the test says so. */
function comingWords<Words>(words: Words) {
  let come: (words: Words) => void;
  const coming = new Promise<Words>((resolve) => {
    come = resolve;
  });
  return {
    load: () => coming,
    come: () => {
      come(words);
    },
  };
}

it('has English at once, and Bangla as soon as that is there', async () => {
  const words = withWords(nothing, { yes: 'yes' }, bangla);
  expect(words.value).toEqual({ yes: 'yes' });
  await loadWords('bn');
  expect(words.value).toEqual({ yes: 'হ্যাঁ' });
  await loadWords('en');
  expect(words.value).toEqual({ yes: 'yes' });
});

it('changes all parts together', async () => {
  const slow = comingWords({ no: 'না' });
  const words = withWords(withWords(nothing, { yes: 'yes' }, bangla), { no: 'no' }, slow.load);
  const seen: object[] = [];
  const stop = words.subscribe((value) => seen.push(value));
  const loaded = loadWords('bn');
  slow.come();
  await loaded;
  stop();
  expect(seen).toEqual([
    { yes: 'yes', no: 'no' },
    { yes: 'হ্যাঁ', no: 'না' },
  ]);
});

it('gets a part that comes with its page into the language that is chosen by then', async () => {
  await loadWords('bn');
  const words = withWords(nothing, { yes: 'yes' }, bangla);
  await wordsLoaded();
  expect(words.value).toEqual({ yes: 'হ্যাঁ' });
});

it('follows who changes their mind while words are on their way', async () => {
  const slow = comingWords({ yes: 'হ্যাঁ' });
  const words = withWords(nothing, { yes: 'yes' }, slow.load);
  const loaded = loadWords('bn');
  await loadWords('en');
  slow.come();
  await loaded;
  expect(words.value).toEqual({ yes: 'yes' });
});
