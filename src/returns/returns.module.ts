import { Module, type DynamicModule } from '@nestjs/common';
import { MerchantsModule } from '../merchants';
import { OrdersModule } from '../orders';
import { ReturnsController } from './returns.controller';
import { ReturnsRepository } from './returns.repository';
import { ReturnsService } from './returns.service';

/** Buyers come back here; each hit is a hint that leads to a check and a redirect. */
@Module({})
export class ReturnsModule {
  /** @param verification as this process runs it: registered twice, it would work twice */
  static register(verification: DynamicModule): DynamicModule {
    return {
      module: ReturnsModule,
      imports: [OrdersModule, MerchantsModule, verification],
      controllers: [ReturnsController],
      providers: [ReturnsRepository, ReturnsService],
    };
  }
}
