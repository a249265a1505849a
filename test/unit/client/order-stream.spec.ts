import { getEventListeners } from 'node:events';
import {
  IpayConnect,
  ProblemError,
  UnexpectedAnswer,
  type FollowOptions,
} from '../../../packages/client/src';
import { commentFrame, eventFrame, markFrame } from '../../../src/console/event-stream';
import {
  ScriptedService,
  answers,
  hangsUp,
  refuses,
  saysNothing,
  streams,
  type Act,
} from './scripted-service';

/** Connections come again quickly, for the test's sake. */
const OPENING = markFrame('p0', { retryMs: 100 });
const event = (n: number) =>
  eventFrame(`p${n}`, 'order.paid', JSON.stringify({ type: 'order.paid', data: { version: n } }));

const service = new ScriptedService();
beforeAll(() => service.start());
afterEach(() => {
  service.reset();
});
afterAll(() => service.stop());

const follow = (options?: FollowOptions) =>
  new IpayConnect({ baseUrl: service.url, token: 'ipc_1', timeoutMs: 300 }).follow(options);

/** Hears so many messages, and goes. */
async function hear(count: number, options?: FollowOptions): Promise<string[]> {
  const heard: string[] = [];
  for await (const { position } of follow(options)) {
    heard.push(position);
    if (heard.length === count) break;
  }
  return heard;
}

const resumedAt = () => service.requests.map(({ headers }) => headers['last-event-id']);

describe('following', () => {
  it('tells messages with their place, and closes the connection when nobody listens', async () => {
    service.will(streams(OPENING + event(1) + event(2)));
    const messages = follow({ merchantId: 'mrc_1' });
    expect((await messages.next()).value).toEqual({
      type: 'order.paid',
      data: { version: 1 },
      position: 'p1',
    });
    await messages.return(undefined);
    const [request] = service.requests;
    await request!.isOver;
    expect(request).toMatchObject({
      url: '/v1/orders/stream?merchant=mrc_1',
      headers: { accept: 'text/event-stream', authorization: 'Bearer ipc_1' },
    });
    expect(resumedAt()).toEqual([undefined]);
  });

  it('goes on behind the last thing heard: an event, a mark; never behind half of one', async () => {
    service.will(
      streams(OPENING + event(1) + event(2) + event(3).slice(0, -1), 'breaks'),
      streams(markFrame('p2') + event(3) + commentFrame('') + markFrame('p4'), 'ends'),
      streams(markFrame('p4') + event(5)),
    );
    expect(await hear(4)).toEqual(['p1', 'p2', 'p3', 'p5']);
    expect(resumedAt()).toEqual([undefined, 'p2', 'p4']);
  });

  it('goes on from where the caller was', async () => {
    service.will(streams(event(8)));
    expect(await hear(1, { after: 'p7' })).toEqual(['p8']);
    expect(resumedAt()).toEqual(['p7']);
  });
});

describe('a connection on which nothing comes', () => {
  it('is given up, and another one goes on', async () => {
    service.will(streams(OPENING), streams(event(1)));
    expect(await hear(1, { silenceMs: 200 })).toEqual(['p1']);
    expect(resumedAt()).toEqual([undefined, 'p0']);
    await service.requests[0]!.isOver;
  });

  it('is kept while there are signs of life', async () => {
    service.will((response) => {
      streams(OPENING)(response);
      let signs = 0;
      const beat = setInterval(() => {
        signs += 1;
        response.write(signs < 6 ? commentFrame('') : event(1));
        if (signs === 6) clearInterval(beat);
      }, 100);
    });
    expect(await hear(1, { silenceMs: 400 })).toEqual(['p1']);
    expect(service.requests).toHaveLength(1);
  });

  it('is no matter while the reader is busy', async () => {
    service.will(streams(OPENING + event(1) + event(2)));
    const heard = [];
    for await (const { position } of follow({ silenceMs: 100 })) {
      heard.push(position);
      await new Promise((resolve) => setTimeout(resolve, 300));
      if (heard.length === 2) break;
    }
    expect(heard).toEqual(['p1', 'p2']);
    expect(service.requests).toHaveLength(1);
  });
});

describe('what passes', () => {
  it.each<[string, Act]>([
    ['a connection that breaks', hangsUp],
    ['one that says nothing', saysNothing],
    ['an instance that goes', refuses(503, 'service-unavailable')],
    ['too many streams', refuses(429, 'too-many-streams', { 'retry-after': '1' })],
    ['a balancer without instances', answers(503, '<html></html>')],
  ])('%s is tried again', async (_what, fails) => {
    service.will(streams(OPENING + event(1), 'ends'), fails, streams(event(2)));
    expect(await hear(2)).toEqual(['p1', 'p2']);
    expect(resumedAt()).toEqual([undefined, 'p1', 'p1']);
  });

  it('is tried ever more slowly, and quickly again after a sign of life', async () => {
    const refusal = refuses(503, 'service-unavailable');
    service.will(
      streams(OPENING, 'ends'),
      refusal,
      refusal,
      refusal,
      streams(event(1), 'ends'),
      streams(event(2)),
    );
    await hear(2);
    const pauses = service.requests.slice(1).map(({ at }, i) => at - service.requests[i]!.at);
    [50, 100, 200, 400, 50].forEach((least, i) => {
      expect(pauses[i]).toBeGreaterThanOrEqual(least);
    });
    expect(pauses[4]).toBeLessThan(pauses[3]!);
  });
});

describe('what does not pass is thrown', () => {
  it.each([
    [400, 'invalid-cursor'],
    [401, 'unauthorized'],
    [403, 'insufficient-scope'],
    [404, 'merchant-not-found'],
  ])('%i %s', async (status, code) => {
    service.will(streams(OPENING + event(1), 'ends'), refuses(status, code));
    const error = await hear(2).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status, code });
  });

  it('a place that no header can carry', async () => {
    await expect(hear(1, { after: 'p1\n' + 'p2' })).rejects.toThrow();
    expect(service.requests).toEqual([]);
  });

  it('a page that is no stream', async () => {
    service.will(answers(200, '<html>Please log in</html>', { 'content-type': 'text/html' }));
    await expect(hear(1)).rejects.toThrow(UnexpectedAnswer);
  });
});

describe('how far everything has been dealt with', () => {
  it('is told once the reader has come back for more, and of what was not for it', async () => {
    service.will(streams(OPENING + event(1) + event(2) + commentFrame('') + markFrame('p3')));
    const story: string[] = [];
    const stop = new AbortController();
    const onPosition = async (position: string) => {
      story.push(`kept ${position}`);
      if (position === 'p3') stop.abort();
      await Promise.resolve();
    };
    for await (const { position } of follow({ onPosition, signal: stop.signal })) {
      story.push(`began ${position}`);
      await Promise.resolve();
      story.push(`ended ${position}`);
    }
    expect(story).toEqual([
      'kept p0',
      'began p1',
      'ended p1',
      'kept p1',
      'began p2',
      'ended p2',
      'kept p2',
      'kept p3',
    ]);
  });

  it('is not told of a message on which the reader has failed', async () => {
    service.will(streams(OPENING + event(1) + event(2)));
    const kept: string[] = [];
    const onPosition = (position: string) => void kept.push(position);
    const failing = async () => {
      for await (const { position } of follow({ onPosition })) {
        if (position === 'p2') throw new Error('no room in the books');
      }
    };
    await expect(failing()).rejects.toThrow('no room in the books');
    expect(kept).toEqual(['p0', 'p1']);
  });

  it('that cannot be kept, ends it', async () => {
    service.will(streams(OPENING + event(1)));
    const onPosition = () => Promise.reject(new Error('the disk is full'));
    await expect(hear(1, { onPosition })).rejects.toThrow('the disk is full');
    await service.requests[0]!.isOver;
    expect(service.requests).toHaveLength(1);
  });
});

describe('the signal ends it without an error', () => {
  it.each<[string, Act]>([
    ['while it waits for an event', streams(OPENING)],
    ['while it waits to connect again', refuses(503, 'service-unavailable')],
    ['while it connects', saysNothing],
  ])('%s', async (_when, act) => {
    service.will(act);
    const stop = new AbortController();
    const ended = hear(1, { signal: stop.signal });
    await service.hasTaken(1);
    stop.abort();
    expect(await ended).toEqual([]);
    await service.requests[0]!.isOver;
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  it('while the reader is busy, and before it began', async () => {
    service.will(streams(OPENING + event(1) + event(2)));
    const stop = new AbortController();
    const [heard, kept]: [string[], string[]] = [[], []];
    const onPosition = (position: string) => void kept.push(position);
    for await (const { position } of follow({ onPosition, signal: stop.signal })) {
      heard.push(position);
      stop.abort();
    }
    expect([heard, kept]).toEqual([['p1'], ['p0', 'p1']]);
    expect(await hear(1, { signal: AbortSignal.abort() })).toEqual([]);
    expect(service.requests).toHaveLength(1);
  });
});
