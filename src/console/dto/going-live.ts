import { z } from 'zod';
import { named, typedId } from '../../http/wire';

const CODES = [
  'sandbox-paid',
  'sandbox-cancelled',
  'sandbox-failed',
  'webhook-delivered',
  'return-hosts-set',
  'production-key-set',
  'production-key-accepted',
  'status-codes-confirmed',
] as const;

export const goingLiveSchema = named(
  'GoingLive',
  z
    .object({
      ready: z.boolean().describe('Every item is done.'),
      items: z.array(
        z.object({
          code: z.enum(CODES),
          done: z.boolean(),
          orderId: typedId('ord').nullable().describe('The order that shows it, where one does.'),
          detail: z.string().describe('One sentence for people.'),
        }),
      ),
    })
    .describe('What is to be seen working before a merchant takes real money.'),
);
export type GoingLive = z.output<typeof goingLiveSchema>;
export type GoingLiveItem = GoingLive['items'][number];
