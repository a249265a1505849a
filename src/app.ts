import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module';
import type { Config } from './config/config';
import { configureHttp, createHttpAdapter } from './http/fastify';
import { NestLogger } from './observability/logger';
import { logRequests } from './observability/request-log';

/** The whole service in one process, not yet listening. Workers have HTTP for their health. */
export async function createApp(config: Config, logger: Logger): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register(config),
    createHttpAdapter(),
    { bodyParser: false, logger: new NestLogger(logger), abortOnError: false },
  );
  configureHttp(app);
  logRequests(app, logger);
  return app;
}
