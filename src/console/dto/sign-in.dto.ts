import { IsText } from '../../http/text';

export class SignInDto {
  /** An API token, or the admin token. */
  @IsText(1, 512)
  token!: string;
}
