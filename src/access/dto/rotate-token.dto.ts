import { IsInt, Max, Min, ValidateIf } from 'class-validator';
import { Describe } from '../../http/contract';

const DAY_SECONDS = 24 * 60 * 60;

export class RotateTokenDto {
  @ValidateIf((_dto, value) => value !== undefined)
  @Max(30 * DAY_SECONDS)
  @Min(0)
  @IsInt()
  @Describe('How long the secret in force until now works beside the new one.')
  overlapSeconds: number = DAY_SECONDS;
}
