import { IsInt, Max, Min } from 'class-validator';

const DAY_SECONDS = 24 * 60 * 60;

export class RotateSecretDto {
  /** How long the secret in force until now signs beside the new one. */
  @Max(30 * DAY_SECONDS)
  @Min(0)
  @IsInt()
  overlapSeconds: number = DAY_SECONDS;
}
