import { isAsShown } from '../../support/guides/shown';

describe('what a page shows', () => {
  it.each([
    ['the same text', 'paid\n', 'paid\n'],
    ['anything for …', '{"id":"ord_1","state":"paid","b":2}', '{"id":"ord_…","state":"paid",…}'],
    ['nothing for …', 'a test', 'a test…'],
    [
      'other line ends and blanks',
      'HTTP/1.1 201 Created\r\n\r\n{"a":1}',
      'HTTP/1.1 201 Created\n{"a": 1}',
    ],
    [
      'what patterns are made of',
      'a+b (c) [d] {e} $f ^g |h \\i .j?',
      'a+b (c) [d] {e} $f ^g |h \\i .j?',
    ],
  ])('is %s', (_what, printed, shown) => {
    expect(isAsShown(printed, shown)).toBe(true);
  });

  it.each([
    ['another word', 'pending', 'paid'],
    ['more than is shown', 'paid 200', 'paid'],
    ['less than is shown', 'paid', 'paid 200'],
    ['another state between wildcards', '{"id":"1","state":"paid"}', '{…,"state":"pending"…}'],
    ['a dot for any character', '120x01', '120.01'],
  ])('is not %s', (_what, printed, shown) => {
    expect(isAsShown(printed, shown)).toBe(false);
  });
});
