import { Writable } from 'node:stream';
import { createLogger, requestContext } from '../../../src/observability/logger';

it('a line carries its request, and nothing of the lines before it', () => {
  const lines: string[] = [];
  const logger = createLogger(
    'info',
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    }),
  );
  requestContext.run({ requestId: 'req-1' }, () => {
    logger.warn({ err: new Error('canary'), context: 'Replica' }, 'trouble');
    logger.info({ status: 200 }, 'answered');
  });
  const [trouble, answered] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(trouble).toMatchObject({ requestId: 'req-1', err: { message: 'canary' } });
  expect(answered).toMatchObject({ requestId: 'req-1', status: 200, msg: 'answered' });
  expect(answered).not.toHaveProperty('err');
  expect(answered).not.toHaveProperty('context');
});
