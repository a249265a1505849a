import { ArrayNotEmpty, ArrayUnique, IsIn, IsOptional, IsRFC3339 } from 'class-validator';
import { Describe, Example } from '../../http/contract';
import { IsText } from '../../http/text';
import { SCOPES, type Scope } from '../scope';
import { IsMerchantList } from './merchant-list';

@Example({
  name: 'order-service',
  scopes: ['orders:read', 'orders:write'],
  merchants: ['mrc_01k8r3fdxve7hsk0ybzr4qvbn5'],
})
export class CreateTokenDto {
  @IsText(1, 100)
  name!: string;

  @ArrayUnique({ message: 'must name each scope once' })
  @ArrayNotEmpty({ message: 'must be a list of at least one scope' })
  @IsIn(SCOPES, { each: true, message: `must be out of ${SCOPES.join(', ')}` })
  scopes!: Scope[];

  @IsMerchantList()
  @Describe('Merchant ids, or `"*"` for every merchant, those to come included.')
  merchants!: string[] | '*';

  @IsOptional()
  @IsRFC3339({ message: 'must be an RFC 3339 time' })
  @Describe('Absent or null: the token holds until it is revoked.')
  expiresAt?: string | null;
}
