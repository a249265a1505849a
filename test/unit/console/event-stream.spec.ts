import { commentFrame, eventFrame, markFrame } from '../../../src/console/event-stream';

it('writes frames as the HTML standard has them', () => {
  expect(eventFrame('abc', 'order.paid', '{"a":"\\n"}')).toBe(
    'id: abc\nevent: order.paid\ndata: {"a":"\\n"}\n\n',
  );
  expect(commentFrame('the end')).toBe(': the end\n\n');
});

it('marks a place without an event: no data, so no reader hears of one', () => {
  expect(markFrame('abc', { retryMs: 2_000 })).toBe('retry: 2000\nid: abc\n\n');
  expect(markFrame('abc')).toBe(':\nid: abc\n\n');
});
