import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule as NestConfigModule, ConfigService } from '@nestjs/config';
import { Config } from './config';

const SETTINGS = 'settings';

/** Makes the checked settings of this process injectable as {@link Config}. */
@Module({})
export class ConfigModule {
  static register(config: Config): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      imports: [
        NestConfigModule.forRoot({
          ignoreEnvFile: true,
          load: [() => ({ [SETTINGS]: config })],
        }),
      ],
      providers: [
        {
          provide: Config,
          inject: [ConfigService],
          useFactory: (settings: ConfigService) => settings.getOrThrow<Config>(SETTINGS),
        },
      ],
      exports: [Config],
    };
  }
}
