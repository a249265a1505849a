import { Module, type DynamicModule } from '@nestjs/common';
import { AppModule } from '../app.module';
import type { Config } from '../config/config';
import { KeyRotation } from './key-rotation.service';
import { SealedColumnsRepository } from './sealed-columns.repository';

/** The service, and what only its operators do. */
@Module({})
export class CliModule {
  static register(config: Config): DynamicModule {
    return {
      module: CliModule,
      imports: [AppModule.register(config)],
      providers: [SealedColumnsRepository, KeyRotation],
    };
  }
}
