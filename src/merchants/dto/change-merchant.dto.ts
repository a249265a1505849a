import { IsIn, ValidateIf } from 'class-validator';
import { ENVIRONMENTS, type Environment } from '../../config/environment';
import { Describe } from '../../http/contract';
import { IsText } from '../../http/text';
import { MERCHANT_STATUSES, type MerchantStatus } from '../merchant.entity';
import { AreReturnHosts } from './return-hosts';

const isGiven = (_dto: object, value: unknown): boolean => value !== undefined;

/** What is absent stays as it is. */
export class ChangeMerchantDto {
  @ValidateIf(isGiven)
  @IsText(1, 100)
  name?: string;

  @ValidateIf(isGiven)
  @IsIn(MERCHANT_STATUSES)
  status?: MerchantStatus;

  @ValidateIf(isGiven)
  @IsIn(ENVIRONMENTS)
  environment?: Environment;

  @ValidateIf(isGiven)
  @AreReturnHosts()
  returnHosts?: string[];

  @ValidateIf(isGiven)
  @IsIn(['sandbox'])
  @Describe('Says that leaving production is meant.')
  confirm?: 'sandbox';
}
