import type { ProcessWorld, ServiceProcess } from '../support/processes';
import { Api } from '../support/service';
import type { Wire } from '../support/wire-proxy';

/** A process whose every word to Postgres, to iPay and to its callers goes over the wire. */
export async function startWired(
  world: ProcessWorld,
  wire: Wire,
  role: 'api' | 'worker' | 'all',
): Promise<ServiceProcess> {
  const { DATABASE_URL = '', IPAY_SANDBOX_BASE_URL = '' } = world.environment;
  const started = await world.start({
    ROLE: role,
    DATABASE_URL: await wire.through('postgres', 'postgres', DATABASE_URL),
    IPAY_SANDBOX_BASE_URL: await wire.through('ipay', 'http', IPAY_SANDBOX_BASE_URL),
  });
  return { ...started, api: new Api(await wire.through('caller', 'http', started.url)) };
}
