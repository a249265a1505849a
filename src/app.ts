import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module';
import type { Config } from './config/config';
import { configureHttp, createHttpAdapter } from './http/fastify';
import { Heartbeat } from './observability/heartbeat.service';
import { NestLogger } from './observability/logger';
import { OpenRequests } from './observability/open-requests';
import { logRequests } from './observability/request-log';

/** Our own reader of bodies; and a failed start is reported by whoever started it. */
const OPTIONS: NestApplicationOptions = { bodyParser: false, abortOnError: false };

/** The whole service in one process, not yet listening. Workers have HTTP for their health. */
export async function createApp(config: Config, logger: Logger): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register(config),
    createHttpAdapter(),
    // From the first line on: what Nest says of a start that fails is JSON too.
    { ...OPTIONS, logger: new NestLogger(logger) },
  );
  return configureApp(app, logger);
}

/** What stands before every handler, wherever the application was made. */
export function configureApp(app: NestFastifyApplication, logger: Logger): NestFastifyApplication {
  configureHttp(app);
  logRequests(app, logger);
  app.get(OpenRequests).watch(app);
  app.get(Heartbeat).watch(app);
  return app;
}
