import { Conformity } from '../../support/conformity';
import { checkedInContract } from '../../support/contract';

const conformity = new Conformity(checkedInContract());

function objections(status: number, body: unknown, type = 'application/json'): string[] {
  const headers = new Headers({ 'content-type': type });
  return conformity.objectionsTo('/health/live', 'get', { status, headers, body });
}

describe('the judge of answers', () => {
  it('lets pass what is documented', () => {
    expect(objections(200, { status: 'ok' })).toEqual([]);
  });

  it.each([
    ['a status', 418, { status: 'ok' }],
    ['a value', 200, { status: 'well' }],
    ['a member', 200, { status: 'ok', since: 1 }],
    ['a gap', 200, {}],
  ])('objects to %s that is not', (_what, status, body) => {
    expect(objections(status, body)).not.toEqual([]);
  });

  it('objects to a media type that is not', () => {
    expect(objections(200, '<p>', 'text/html')).not.toEqual([]);
  });
});
