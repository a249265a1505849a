import 'reflect-metadata';
import { createApp } from './app';
import { ConfigError, parseConfig, type Config } from './config/config';
import { readEnvironment } from './config/read-environment';
import { Health } from './observability/health.service';
import { createLogger } from './observability/logger';
import { OpenRequests } from './observability/open-requests';

void start();

async function start(): Promise<void> {
  const config = readConfig();
  const logger = createLogger(config.logLevel);
  try {
    const app = await createApp(config, logger);
    await app.listen({ port: config.port, host: config.host });
    logger.info({ role: config.role, address: await app.getUrl() }, 'listening');
    const drain = (signal: NodeJS.Signals): void => {
      logger.info({ signal }, 'draining');
      app.get(Health).drain();
      const deadline = setTimeout(() => {
        logger.error('draining took too long; leases give back what was not finished');
        process.exit(1);
      }, config.shutdownTimeoutMs);
      // Half of the time for those who go on asking, so that the rest can still end in order.
      void app
        .get(OpenRequests)
        .drained(config.shutdownTimeoutMs / 2)
        .then(() => app.close())
        .then(
          () => {
            clearTimeout(deadline);
            logger.info('drained');
            process.exitCode = 0;
          },
          (error: unknown) => {
            logger.error({ err: error }, 'draining failed');
            process.exit(1);
          },
        );
    };
    process.once('SIGTERM', drain);
    process.once('SIGINT', drain);
  } catch (error) {
    logger.fatal({ err: error }, 'the service could not start');
    process.exit(1);
  }
}

function readConfig(): Config {
  try {
    return parseConfig(readEnvironment());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`The configuration is not valid: ${error.message}\n`);
    process.exit(1);
  }
}
