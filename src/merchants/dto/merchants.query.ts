import { IsOptional } from 'class-validator';
import { Describe } from '../../http/contract';
import { PageQuery } from '../../http/page.query';
import { IsText } from '../../http/text';

export class MerchantsQuery extends PageQuery {
  @IsOptional()
  @IsText(1, 100)
  @Describe('A part of the name, small or capital, or the whole id.')
  q?: string;
}
