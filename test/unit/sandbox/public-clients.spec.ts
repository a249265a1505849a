import { startSandbox, type Sandbox } from '../../../src/sandbox/server';
import { describePublicClients } from './client-calls';

/** Keys of the real sandbox are UUIDs. */
const KEY = '0f8fad5b-d9cb-469f-a165-70867728950e';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    merchants: [{ name: 'Shop', apiKey: KEY }],
    paymentUrlScheme: 'http',
  });
});
afterAll(() => sandbox.close());

describePublicClients(() => ({ url: sandbox.gatewayUrl, key: KEY, sandbox }));
