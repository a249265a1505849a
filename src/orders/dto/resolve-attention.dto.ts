import { Describe, Example } from '../../http/contract';
import { IsText } from '../../http/text';

@Example({ note: 'iPay confirmed the transaction by telephone.' })
export class ResolveAttentionDto {
  @IsText(1, 500)
  @Describe('What the operator found out and did; goes into the timeline.')
  note!: string;
}
