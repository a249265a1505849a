import { IsOptional, IsString } from 'class-validator';
import { Describe } from '../../http/contract';
import { PageQuery } from '../../http/page.query';
import { IsText } from '../../http/text';

export class MerchantsQuery extends PageQuery {
  @IsOptional()
  @IsText(1, 100)
  @Describe('A part of the name, small or capital, or the whole id.')
  q?: string;

  @IsOptional()
  @IsString({ each: true })
  @Describe('May be repeated: these merchants, as far as there are any.')
  id?: string | string[];
}
