import { Matches } from 'class-validator';
import { API_KEY } from '../api-key';

export class SetCredentialDto {
  @Matches(API_KEY, { message: 'must be 1 to 512 visible ASCII characters without spaces' })
  apiKey!: string;
}
