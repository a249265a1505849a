import { IsText } from '../../http/text';

/** Who ships, and under which id of theirs: the same claim may be repeated, no other succeeds. */
export class ClaimFulfilmentDto {
  @IsText(1, 100) by!: string;
  @IsText(1, 100) claimId!: string;
}
