import { IsInt, Max, Min, ValidateIf } from 'class-validator';

const DAY_SECONDS = 24 * 60 * 60;

export class RotateTokenDto {
  /** How long the secret in force until now works beside the new one. */
  @ValidateIf((_dto, value) => value !== undefined)
  @Max(30 * DAY_SECONDS)
  @Min(0)
  @IsInt()
  overlapSeconds: number = DAY_SECONDS;
}
