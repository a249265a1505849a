import { eventually, orderBody, startWorld, type TestService, type World } from './service';

/** How long a service may take to stop. */
export const STOP_LIMIT_MS = 10_000;

/** So that a test need not wait until somebody asks. */
const EVERY_SECOND = {
  pending: Array.from({ length: 120 }, (_, i) => i + 1),
  expiryEdge: 1,
  jitter: 0,
};

/** A service over this queue, which looks for work all the time. */
export function open(
  queue: { environment: Record<string, string> },
  changes: Record<string, string> = {},
) {
  return startWorld({
    environment: {
      ...queue.environment,
      VERIFY_SCHEDULE: JSON.stringify(EVERY_SECOND),
      DISPATCH_INTERVAL_MS: '50',
      ...changes,
    },
  });
}

export async function createOrders(
  world: World,
  merchantId: string,
  count: number,
): Promise<any[]> {
  const create = async () => {
    const created = await world.api.post(`/v1/merchants/${merchantId}/orders`, orderBody());
    if (created.status !== 201) throw new Error(JSON.stringify(created.body));
    return created.body;
  };
  const orders: any[] = [];
  while (orders.length < count) {
    const batch = Array.from({ length: Math.min(20, count - orders.length) }, create);
    orders.push(...(await Promise.all(batch)));
  }
  return orders;
}

async function stateOf(world: World, order: any): Promise<string> {
  const answer = await world.api.get(`/v1/merchants/${order.merchantId}/orders/${order.id}`);
  return answer.body.state;
}

export function untilPaid(world: World, order: any, withinMs = 10_000) {
  return eventually(async () => (await stateOf(world, order)) === 'paid', {
    withinMs,
    what: 'the payment',
  });
}

export async function ready(service: TestService) {
  const { status, body } = await service.api.get('/health/ready', { token: null });
  return { status, queue: body.queue };
}

export async function timed(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work;
  return performance.now() - startedAt;
}
