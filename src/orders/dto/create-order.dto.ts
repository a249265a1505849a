import { ValidateIf } from 'class-validator';
import { Describe, Example } from '../../http/contract';
import { IsText } from '../../http/text';
import { IsAmount, IsCallbackUrl, IsMetadata, IsReferenceId } from './order-rules';

/** iPay's own six fields, same names and rules, and our metadata. */
@Example({
  amount: 120,
  referenceId: 'abcd1234',
  description: 'Buy x, y, z from XYZ.com',
  successCallbackUrl: 'https://xyz.com/success/reference/abcd1234',
  failureCallbackUrl: 'https://xyz.com/failure/reference/abcd1234',
  cancelCallbackUrl: 'https://xyz.com/cancel/reference/abcd1234',
})
export class CreateOrderDto {
  @IsAmount()
  @Describe('BDT, more than 0, at most two decimals.')
  amount!: number | string;

  @IsReferenceId()
  @Describe("The platform's own id, unique for the merchant.")
  referenceId!: string;

  @IsText(1, 255)
  @Describe('Shown to the buyer.')
  description!: string;

  @IsCallbackUrl()
  @Describe('Where the buyer goes once the order is paid. In production https only.')
  successCallbackUrl!: string;

  @IsCallbackUrl()
  @Describe('Where the buyer goes after a failure.')
  failureCallbackUrl!: string;

  @IsCallbackUrl()
  @Describe('Where the buyer goes after tapping Cancel.')
  cancelCallbackUrl!: string;

  @ValidateIf((_dto, value) => value !== undefined)
  @IsMetadata()
  @Describe("The platform's own words, given back with the order.")
  metadata?: Record<string, string>;
}
