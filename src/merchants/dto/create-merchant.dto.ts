import { IsIn, Matches, ValidateIf } from 'class-validator';
import { ENVIRONMENTS, type Environment } from '../../config/environment';
import { IsText } from '../../http/text';
import { API_KEY } from '../api-key';
import { AreReturnHosts } from './return-hosts';

export class CreateMerchantDto {
  @IsText(1, 100)
  name!: string;

  @IsIn(ENVIRONMENTS)
  environment: Environment = 'sandbox';

  /** The merchant's key at iPay for this environment. */
  @ValidateIf((_dto, value) => value !== undefined)
  @Matches(API_KEY, { message: 'must be 1 to 512 visible ASCII characters without spaces' })
  apiKey?: string;

  @AreReturnHosts()
  returnHosts: string[] = [];
}
