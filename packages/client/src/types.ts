import type { components, operations } from './contract';

type Schemas = components['schemas'];

export type Order = Schemas['Order'];
export type OrderEvent = Schemas['OrderEvent'];
export type CreateOrder = Schemas['CreateOrder'];
export type FulfilmentClaim = Schemas['ClaimFulfilment'];
export type Fulfilment = Schemas['Fulfilment'];
export type OrderState = Order['state'];
export type OrderFilters = Omit<
  NonNullable<operations['listOrders']['parameters']['query']>,
  'cursor'
>;

/** Every refusal of the service; `code` tells them apart. */
export type Problem = {
  [Name in keyof Schemas]: Name extends `${string}Problem` ? Schemas[Name] : never;
}[keyof Schemas];
export type ProblemCode = Problem['code'];
export type ProblemOf<Code extends ProblemCode> = Extract<Problem, { code: Code }>;

/** What a webhook carries, and the stream. */
export interface OrderMessage {
  /** `order.paid`, for example. */
  type: string;
  timestamp: string;
  /** The order as it was at the event; see `isNewer`. */
  data: Order;
}
