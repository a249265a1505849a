import 'reflect-metadata';
import { join } from 'node:path';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { OpenApiDocument } from '../../src/openapi/openapi';
import { ensureBuilt } from '../build/ensure-built';
import { CLONE_FOLDER } from '../state/local-folder';

/** Settings that no part of the contract depends on, and that nothing is ever connected by. */
const SETTINGS = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere',
  ENCRYPTION_KEYS: `none:${Buffer.alloc(32).toString('base64')}`,
};

/**
 * The document of the whole service, without starting it: Nest only looks at the modules. Read from
 * the build, since tsx leaves out the types of parameters that Nest and the document live on.
 */
export async function readContract(): Promise<OpenApiDocument> {
  await ensureBuilt((step) => process.stdout.write(`${step}\n`));
  const { AppModule } = await built<typeof import('../../src/app.module')>('app.module.js');
  const { parseConfig } = await built<typeof import('../../src/config/config')>('config/config.js');
  const { createHttpAdapter } =
    await built<typeof import('../../src/http/fastify')>('http/fastify.js');
  const { ApiContract } =
    await built<typeof import('../../src/openapi/api-contract')>('openapi/api-contract.js');
  const module = AppModule.register(parseConfig(SETTINGS));
  const app = await NestFactory.create(module, createHttpAdapter(), {
    preview: true,
    logger: ['error'],
  });
  return new ApiContract(app.get(ModulesContainer)).document();
}

async function built<Module>(file: string): Promise<Module> {
  return (await import(join(CLONE_FOLDER, 'dist', file))) as Module;
}
