import { IsIn, IsOptional } from 'class-validator';
import { ENVIRONMENTS, type Environment } from '../../config/environment';

export class AttentionQuery {
  @IsOptional()
  @IsIn(ENVIRONMENTS, { message: `must be one of ${ENVIRONMENTS.join(', ')}` })
  environment?: Environment;
}
