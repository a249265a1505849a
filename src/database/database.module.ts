import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '../config/config';
import { dataSourceOptions } from './data-source';
import { Database } from './database';
import { Replica } from './replica';

@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Config],
      useFactory: (config: Config) => ({
        ...dataSourceOptions(config),
        autoLoadEntities: true,
        retryAttempts: 3,
        retryDelay: 500,
      }),
    }),
  ],
  providers: [
    Database,
    {
      provide: Replica,
      inject: [Config, Database],
      useFactory: (config: Config, primary: Database) => new Replica(config, primary),
    },
  ],
  exports: [Database, Replica],
})
export class DatabaseModule {}
