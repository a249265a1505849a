import { Describe } from '../../http/contract';
import { IsText } from '../../http/text';

const LONGEST = 200;

export class SearchQuery {
  @IsText(1, LONGEST)
  @Describe(
    "Whatever a merchant reads out: our order id, their reference, iPay's order id or the transaction id. Matched exactly, but for space around it.",
  )
  q!: string;
}
