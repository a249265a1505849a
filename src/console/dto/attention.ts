import { z } from 'zod';
import { moment, named } from '../../http/wire';
import { ATTENTION_REASONS, orderSchema, toOrderResponse } from '../../orders';
import type { FlaggedOrder } from '../attention.repository';

export const attentionListSchema = named(
  'AttentionList',
  z
    .object({
      data: z.array(
        z.object({
          reason: z.enum(ATTENTION_REASONS),
          count: z.int().describe('How many orders carry this flag.'),
          oldestSince: moment(),
          orders: z.array(orderSchema).describe('The oldest flag first; at most 50.'),
        }),
      ),
    })
    .describe('The orders that need a human, by reason; the reason with the oldest flag first.'),
);
type AttentionList = z.output<typeof attentionListSchema>;

/** @param rows those of one reason together, the oldest flag first */
export function presentAttention(rows: readonly FlaggedOrder[]): AttentionList {
  const data: AttentionList['data'] = [];
  for (const row of rows) {
    const { attentionReason: reason, attentionSince: oldestSince, flagged } = row;
    let group = data.at(-1);
    if (group?.reason !== reason) {
      group = { reason, count: Number(flagged), oldestSince, orders: [] };
      data.push(group);
    }
    group.orders.push(toOrderResponse(row));
  }
  return { data };
}
