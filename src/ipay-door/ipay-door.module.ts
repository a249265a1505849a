import { Module, type DynamicModule } from '@nestjs/common';
import { GatewayModule } from '../gateway';
import { OrdersModule } from '../orders';
import { IpayDoorController } from './ipay-door.controller';
import { IpayDoorService } from './ipay-door.service';

/** iPay's own two endpoints, answered by our orders. */
@Module({})
export class IpayDoorModule {
  /** @param verification as this process runs it: registered twice, it would work twice */
  static register(verification: DynamicModule): DynamicModule {
    return {
      module: IpayDoorModule,
      imports: [OrdersModule, GatewayModule, verification],
      controllers: [IpayDoorController],
      providers: [IpayDoorService],
    };
  }
}
