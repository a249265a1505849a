import { IsBoolean, ValidateIf } from 'class-validator';
import { Describe } from '../../http/contract';
import { IsText } from '../../http/text';
import type { WebhookEventType } from '../webhook-events';
import { AreWebhookEvents, IsWebhookUrl } from './endpoint-rules';

const isGiven = (_dto: object, value: unknown): boolean => value !== undefined;

/** What is absent stays as it is. */
export class ChangeWebhookDto {
  @ValidateIf(isGiven)
  @IsWebhookUrl()
  url?: string;

  @ValidateIf(isGiven)
  @AreWebhookEvents()
  events?: WebhookEventType[];

  @ValidateIf(isGiven)
  @IsText(0, 255)
  description?: string;

  @ValidateIf(isGiven)
  @IsBoolean({ message: 'must be true or false' })
  @Describe('`true` forgets why the service disabled it; what is due by then is sent.')
  enabled?: boolean;
}
