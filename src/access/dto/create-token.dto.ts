import { ArrayNotEmpty, ArrayUnique, IsIn, IsOptional, IsRFC3339 } from 'class-validator';
import { IsText } from '../../http/text';
import { SCOPES, type Scope } from '../scope';
import { IsMerchantList } from './merchant-list';

export class CreateTokenDto {
  @IsText(1, 100)
  name!: string;

  @ArrayUnique({ message: 'must name each scope once' })
  @ArrayNotEmpty({ message: 'must be a list of at least one scope' })
  @IsIn(SCOPES, { each: true, message: `must be out of ${SCOPES.join(', ')}` })
  scopes!: Scope[];

  /** Merchant ids, or `"*"` for every merchant, those to come included. */
  @IsMerchantList()
  merchants!: string[] | '*';

  /** Absent or null: the token holds until it is revoked. */
  @IsOptional()
  @IsRFC3339({ message: 'must be an RFC 3339 time' })
  expiresAt?: string | null;
}
