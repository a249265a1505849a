import { IsIn, Matches, ValidateIf } from 'class-validator';
import { ENVIRONMENTS, type Environment } from '../../config/environment';
import { Describe, Example } from '../../http/contract';
import { IsText } from '../../http/text';
import { API_KEY } from '../api-key';
import { AreReturnHosts } from './return-hosts';

@Example({ name: 'Aarong', environment: 'sandbox', returnHosts: ['shop.example.com'] })
export class CreateMerchantDto {
  @IsText(1, 100)
  name!: string;

  @IsIn(ENVIRONMENTS)
  @Describe('Where its new orders go.')
  environment: Environment = 'sandbox';

  @ValidateIf((_dto, value) => value !== undefined)
  @Matches(API_KEY, { message: 'must be 1 to 512 visible ASCII characters without spaces' })
  @Describe("The merchant's key at iPay for this environment; write-only.")
  apiKey?: string;

  @AreReturnHosts()
  @Describe('Where callback URLs may point, each with or without :port; empty: anywhere.')
  returnHosts: string[] = [];
}
