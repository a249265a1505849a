import { IsBoolean } from 'class-validator';
import { IsText } from '../../http/text';
import { WEBHOOK_EVENTS, type WebhookEventType } from '../webhook-events';
import { AreWebhookEvents, IsWebhookUrl } from './endpoint-rules';

export class CreateWebhookDto {
  @IsWebhookUrl()
  url!: string;

  /** Absent: all there are. */
  @AreWebhookEvents()
  events: WebhookEventType[] = [...WEBHOOK_EVENTS];

  @IsText(0, 255)
  description = '';

  @IsBoolean({ message: 'must be true or false' })
  enabled = true;
}
