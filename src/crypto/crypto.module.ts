import { Global, Module } from '@nestjs/common';
import { Config } from '../config/config';
import { DerivedKeys } from './derived-keys';
import { Envelope, KEY_RING } from './envelope';
import { LocalKeyRing } from './key-ring';

@Global()
@Module({
  providers: [
    {
      provide: KEY_RING,
      inject: [Config],
      useFactory: (config: Config) => new LocalKeyRing(config.encryptionKeys),
    },
    Envelope,
    DerivedKeys,
  ],
  exports: [KEY_RING, Envelope, DerivedKeys],
})
export class CryptoModule {}
