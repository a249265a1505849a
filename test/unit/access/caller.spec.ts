import { MerchantNotFound } from '../../../src/access';
import { ADMIN, callerOfToken, merchantIdFor } from '../../../src/access/caller';
import { SCOPES } from '../../../src/access/scope';
import { renderProblem, type Problem } from '../../../src/http/problem';
import { newUuid, toTypedId } from '../../../src/http/typed-id';

const tokenId = newUuid();
const mine = newUuid();
const theirs = newUuid();

describe('the caller of a token', () => {
  it('acts under the id of the token', () => {
    const caller = callerOfToken(tokenId, { scopes: ['orders:read'], merchantIds: [mine] });
    expect(caller).toMatchObject({ tokenId, actor: `token:${toTypedId('tok', tokenId)}` });
  });

  it('is allowed the merchants of its list, or all', () => {
    const listed = callerOfToken(tokenId, { scopes: [], merchantIds: [mine] });
    expect([listed.allows(mine), listed.allows(theirs)]).toEqual([true, false]);
    const all = callerOfToken(tokenId, { scopes: [], merchantIds: null });
    expect([all.allows(mine), all.allows(theirs)]).toEqual([true, true]);
    expect(callerOfToken(tokenId, { scopes: [], merchantIds: [] }).allows(mine)).toBe(false);
  });
});

describe('the admin', () => {
  it('may do everything, under no token', () => {
    expect(ADMIN).toMatchObject({ tokenId: null, actor: 'admin', merchantIds: null });
    expect(ADMIN.scopes).toEqual(SCOPES);
    expect(ADMIN.allows(theirs)).toBe(true);
  });
});

describe('the merchant that a caller names', () => {
  const caller = callerOfToken(tokenId, { scopes: [], merchantIds: [mine] });
  const answerTo = (text: string): unknown => {
    try {
      return merchantIdFor(caller, text);
    } catch (problem) {
      return renderProblem(problem as Problem, 'request');
    }
  };

  it('is a uuid where the caller may know it', () => {
    expect(answerTo(toTypedId('mrc', mine))).toBe(mine);
  });

  it.each([
    ['malformed', 'mrc_nonsense'],
    ['of another kind', toTypedId('ord', mine)],
    ['a plain uuid', mine],
    ['empty', ''],
    ['somebody else’s', toTypedId('mrc', theirs)],
  ])('is not found, in the same words, where it is %s', (_what, text) => {
    expect(answerTo(text)).toMatchObject({ code: MerchantNotFound.code, status: 404 });
    expect(answerTo(text)).toEqual(answerTo(toTypedId('mrc', newUuid())));
  });
});
