import { clientTypes } from '../../../tools/contract/client-types';
import { checkedIn, checkedInContract } from '../../support/contract';

describe('packages/client/src/contract.ts', () => {
  it('is what the contract says; if not: npm run openapi', () => {
    expect(checkedIn('packages/client/src/contract.ts') === clientTypes(checkedInContract())).toBe(
      true,
    );
  });
});
