import { IsText } from '../../http/text';

export class ResolveAttentionDto {
  /** What the operator found out and did; goes into the timeline. */
  @IsText(1, 500) note!: string;
}
