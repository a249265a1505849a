import { EventEmitter, once } from 'node:events';
import { Logger } from '@nestjs/common';
import type { CredentialProbe } from '../../../src/merchants';
import { CredentialProbes } from '../../../src/merchants/credential-probes';
import type { MerchantsRepository } from '../../../src/merchants/merchants.repository';

beforeAll(() => {
  Logger.overrideLogger(false);
});

const credential = {
  merchantId: '018f0000-0000-7000-8000-000000000000',
  environment: 'sandbox',
  version: 7n,
  apiKey: 'some-key',
} as const;

/** iPay's answer, given by the test; and what was written down of it. */
function setUp() {
  const answer = new EventEmitter();
  const recorded: unknown[][] = [];
  const gateway: CredentialProbe = {
    probe: async () => ((await once(answer, 'given')) as [boolean | null])[0],
  };
  const merchants = {
    recordProbe: (...values: unknown[]) => {
      recorded.push(values);
      return Promise.resolve();
    },
  } as unknown as MerchantsRepository;
  return { answer, recorded, probes: new CredentialProbes(gateway, merchants) };
}

describe('a probe', () => {
  it('is waited for at shutdown, and written down for the version that was probed', async () => {
    const { answer, recorded, probes } = setUp();
    probes.start(credential);
    let ended = false;
    const shutdown = probes.onApplicationShutdown().then(() => {
      ended = true;
    });
    await new Promise(setImmediate);
    expect(ended).toBe(false);
    answer.emit('given', true);
    await shutdown;
    expect(recorded).toEqual([[credential.merchantId, 'sandbox', 7n, true]]);
  });

  it('leaves nothing behind where iPay gave no certain answer', async () => {
    const { answer, recorded, probes } = setUp();
    probes.start(credential);
    answer.emit('given', null);
    await probes.onApplicationShutdown();
    expect(recorded).toEqual([]);
  });

  it('fails nothing when it fails', async () => {
    const { answer, recorded, probes } = setUp();
    probes.start(credential);
    answer.emit('error', new Error('no way to iPay'));
    await probes.onApplicationShutdown();
    expect(recorded).toEqual([]);
  });
});
