import { selectList } from '../database/select-list';
import { OrderEntity } from './order.entity';

/** An order with its open work, as every statement of this module returns it. */
export interface OrderRow extends OrderEntity {
  /** When iPay is asked next; null when nothing more is asked. */
  nextCheckAt: Date | null;
  /** Questions asked since the order took its state. */
  checkAttempt: number;
  /** Somebody is asking, or sending the create, right now. */
  isLeased: boolean;
  /** Database time of this reading; what is due is counted from it. */
  readAt: Date;
}

/** Columns of {@link OrderRow} over `orders o` and `order_checks c`. */
export const ORDER_ROW = `
  ${selectList(OrderEntity, 'o')},
  c.next_at AS "nextCheckAt",
  COALESCE(c.attempt, 0) AS "checkAttempt",
  COALESCE(c.lease_until > now(), false) AS "isLeased",
  now() AS "readAt"`;
