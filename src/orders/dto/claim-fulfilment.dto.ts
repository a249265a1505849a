import { Describe, Example } from '../../http/contract';
import { IsText } from '../../http/text';

/** Who ships, and under which id of theirs: the same claim may be repeated, no other succeeds. */
@Example({ by: 'order-service', claimId: 'shipment-77' })
export class ClaimFulfilmentDto {
  @IsText(1, 100)
  @Describe('Who ships.')
  by!: string;

  @IsText(1, 100)
  @Describe('Unique for what is shipped; repeat it to repeat the claim.')
  claimId!: string;
}
