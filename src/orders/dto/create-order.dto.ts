import { ValidateIf } from 'class-validator';
import { IsText } from '../../http/text';
import { IsAmount, IsCallbackUrl, IsMetadata, IsReferenceId } from './order-rules';

/** iPay's own six fields, same names and rules, and our metadata. */
export class CreateOrderDto {
  @IsAmount() amount!: number | string;
  @IsReferenceId() referenceId!: string;
  @IsText(1, 255) description!: string;
  @IsCallbackUrl() successCallbackUrl!: string;
  @IsCallbackUrl() failureCallbackUrl!: string;
  @IsCallbackUrl() cancelCallbackUrl!: string;
  @ValidateIf((_dto, value) => value !== undefined) @IsMetadata() metadata?: Record<string, string>;
}
