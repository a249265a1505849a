import { ORDER_STATES, type Environment, type Order, type OrderState } from '../../api/schemas';

/** What an order list is narrowed to; in the address as the API names it. */
export interface OrderFilters {
  state?: readonly OrderState[];
  environment?: Environment;
  /** `mrc_…` */
  merchant?: string;
  referenceId?: string;
  gatewayOrderId?: string;
  transactionId?: string;
  attention?: boolean;
  /** RFC 3339; `createdTo` is not in it any more. */
  createdFrom?: string;
  createdTo?: string;
}

const TEXTS = ['merchant', 'referenceId', 'gatewayOrderId', 'transactionId'] as const;
const MOMENTS = ['createdFrom', 'createdTo'] as const;

/** Reads the query of an address. What is no filter, or not one that the API takes, is left out. */
export function parseFilters(search: string): OrderFilters {
  const query = new URLSearchParams(search);
  const filters: OrderFilters = {};
  const states = ORDER_STATES.filter((state) => query.getAll('state').includes(state));
  if (states.length > 0) filters.state = states;
  const environment = query.get('environment');
  if (environment === 'sandbox' || environment === 'production') filters.environment = environment;
  for (const name of TEXTS) {
    const text = query.get(name)?.trim();
    if (text) filters[name] = text;
  }
  const attention = query.get('attention');
  if (attention === 'true' || attention === 'false') filters.attention = attention === 'true';
  for (const name of MOMENTS) {
    const at = new Date(query.get(name) ?? '');
    if (!Number.isNaN(at.getTime())) filters[name] = at.toISOString();
  }
  return filters;
}

/** The query of an address, with its question mark where there is any. */
export function toSearch({ state = [], attention, ...texts }: OrderFilters): string {
  const query = new URLSearchParams(state.map((one) => ['state', one]));
  for (const [name, text] of Object.entries(texts)) query.set(name, text);
  if (attention !== undefined) query.set('attention', String(attention));
  const search = query.toString();
  return search === '' ? '' : `?${search}`;
}

/** Whether the list would show the order: for those that arrive while one looks at it. */
export function isAmong(filters: OrderFilters, order: Order): boolean {
  const { state, environment, merchant, referenceId, gatewayOrderId, transactionId } = filters;
  const { attention, createdFrom, createdTo } = filters;
  return (
    (!state || state.includes(order.state)) &&
    (!environment || order.environment === environment) &&
    (!merchant || order.merchantId === merchant) &&
    (!referenceId || order.referenceId === referenceId) &&
    (!gatewayOrderId || order.gateway.orderId === gatewayOrderId) &&
    (!transactionId || order.transactionId === transactionId) &&
    (attention === undefined || (order.attention !== null) === attention) &&
    (!createdFrom || order.createdAt >= createdFrom) &&
    (!createdTo || order.createdAt < createdTo)
  );
}

/** The same filters with one of them changed; undefined removes it. */
export function withFilter<Name extends keyof OrderFilters>(
  filters: OrderFilters,
  name: Name,
  value: OrderFilters[Name] | undefined,
): OrderFilters {
  if (value !== undefined) return { ...filters, [name]: value };
  return Object.fromEntries(Object.entries(filters).filter(([other]) => other !== name));
}
