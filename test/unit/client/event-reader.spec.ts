import fc from 'fast-check';
import { readEvents, type ServerEvent } from '../../../packages/client/src/event-reader';
import { commentFrame, eventFrame, markFrame } from '../../../src/console/event-stream';

async function read(chunks: Iterable<Uint8Array>): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(toStream(chunks))) events.push(event);
  return events;
}

async function* toStream(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

const readText = (text: string) => read([Buffer.from(text)]);

describe('the frames of the service', () => {
  it('an event, a mark, a sign of life', async () => {
    const text =
      markFrame('p1', { retryMs: 2_000 }) +
      eventFrame('p2', 'order.paid', '{"a":"ক\u2028"}') +
      commentFrame('') +
      markFrame('p3');
    expect(await readText(text)).toEqual([
      { id: 'p1', data: '', retryMs: 2_000 },
      { id: 'p2', data: '{"a":"ক\u2028"}', retryMs: null },
      { id: 'p2', data: '', retryMs: null },
      { id: 'p3', data: '', retryMs: null },
    ]);
  });

  it('one that was cut off is none', async () => {
    const text = eventFrame('p1', 'order.paid', '{}') + eventFrame('p2', 'order.paid', '{}');
    expect(await readText(text.slice(0, -1))).toEqual([{ id: 'p1', data: '{}', retryMs: null }]);
  });
});

describe('as the HTML standard has it', () => {
  it.each([
    ['several lines of data', 'data: a\ndata:b\ndata\n\n', { data: 'a\nb\n' }],
    ['one space is no part of a value', 'data:  a: b\n\n', { data: ' a: b' }],
    ['an id with a NUL is none', 'id: p1\nid: p\0\ndata: a\n\n', { id: 'p1', data: 'a' }],
    ['an empty id is one', 'id: p1\nid\ndata: a\n\n', { id: '', data: 'a' }],
    ['a retry is digits', 'retry: 1s\nretry: 7\nretry: -1\n\n', { retryMs: 7 }],
    ['unknown fields are passed over', 'date: a\nData: a\nevent: b\n\n', {}],
    ['a byte order mark is no part', '\uFEFFdata: a\n\n', { data: 'a' }],
    ['returns end lines', 'data: a\r\rdata: b', { data: 'a' }],
  ])('%s', async (_rule, text, expected) => {
    const [event] = await readText(text);
    expect(event).toEqual({ id: '', data: '', retryMs: null, ...expected });
  });
});

describe('whichever way the bytes are cut', () => {
  const piece = fc.oneof(
    fc.constantFrom('\n', '\r', '\r\n', '\n\n', 'data', 'data:', 'id: ', 'retry: 5', ':', ' '),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => `${pieces.join('')}\n\n.`);

  it('the events are the same', async () => {
    const property = fc.asyncProperty(
      text,
      fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 60 }),
      async (whole, cuts) => {
        const bytes = Buffer.from(whole);
        const chunks: Uint8Array[] = [];
        let at = 0;
        for (const length of cuts) {
          chunks.push(bytes.subarray(at, at + length));
          at += length;
        }
        chunks.push(bytes.subarray(at));
        expect(await read(chunks)).toEqual(await read([bytes]));
      },
    );
    await fc.assert(property, { numRuns: 500 });
  });

  it('also byte by byte', async () => {
    const bytes = Buffer.from(eventFrame('p1', 'order.paid', '{"name":"আড়ং 😀"}'));
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(await read(single)).toEqual([{ id: 'p1', data: '{"name":"আড়ং 😀"}', retryMs: null }]);
  });
});
