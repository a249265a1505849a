import { IsInt, Max, Min } from 'class-validator';
import { Describe } from '../../http/contract';

const DAY_SECONDS = 24 * 60 * 60;

export class RotateSecretDto {
  @Max(30 * DAY_SECONDS)
  @Min(0)
  @IsInt()
  @Describe('How long the secret in force until now signs beside the new one.')
  overlapSeconds: number = DAY_SECONDS;
}
