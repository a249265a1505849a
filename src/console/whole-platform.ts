import { InsufficientScope, type Caller } from '../access';
import { Problem } from '../http/problem';

/**
 * What is about the whole platform names every merchant, and so is not for those who may know of
 * some only. @throws Problem `insufficient-scope`
 */
export function requireAllMerchants({ merchantIds }: Caller): void {
  if (merchantIds === null) return;
  throw new Problem(InsufficientScope, 'Only a token for all merchants may see this');
}
