import { IsBoolean } from 'class-validator';
import { Describe, Example } from '../../http/contract';
import { IsText } from '../../http/text';
import { WEBHOOK_EVENTS, type WebhookEventType } from '../webhook-events';
import { AreWebhookEvents, IsWebhookUrl } from './endpoint-rules';

@Example({ url: 'https://orders.example.com/ipay', events: ['order.paid'] })
export class CreateWebhookDto {
  @IsWebhookUrl()
  url!: string;

  @AreWebhookEvents()
  @Describe('Absent: all there are.')
  events: WebhookEventType[] = [...WEBHOOK_EVENTS];

  @IsText(0, 255)
  description = '';

  @IsBoolean({ message: 'must be true or false' })
  enabled = true;
}
