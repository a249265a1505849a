import { z } from 'zod';
import { named } from '../../http/wire';
import { orderSchema } from '../../orders';

export const foundOrdersSchema = named('FoundOrders', z.object({ data: z.array(orderSchema) }));
