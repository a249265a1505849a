import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '../access';
import { GatewayModule } from '../gateway';
import { MerchantsModule } from '../merchants';
import { FulfilmentRepository } from './fulfilment.repository';
import { FulfilmentService } from './fulfilment.service';
import { OrderBook } from './order-book.service';
import { OrderChanges } from './order-changes';
import { OrderCheckEntity } from './order-check.entity';
import { OrderEventEntity } from './order-event.entity';
import { OrderListRepository } from './order-list.repository';
import { OrderPlacing } from './order-placing.service';
import { OrderSender } from './order-sender.service';
import { OrderWait } from './order-wait.service';
import { OrderEntity } from './order.entity';
import { OrdersController } from './orders.controller';
import { OrdersRepository } from './orders.repository';
import { OrdersService } from './orders.service';
import { ReturnAddresses } from './return-addresses';

/** The order: its states, its table, its REST API, placing one. */
@Module({
  imports: [
    TypeOrmModule.forFeature([OrderEntity, OrderEventEntity, OrderCheckEntity]),
    AccessModule,
    GatewayModule,
    MerchantsModule,
  ],
  controllers: [OrdersController],
  providers: [
    OrdersRepository,
    OrderListRepository,
    OrdersService,
    OrderPlacing,
    OrderWait,
    FulfilmentService,
    FulfilmentRepository,
    OrderSender,
    OrderBook,
    OrderChanges,
    ReturnAddresses,
  ],
  exports: [OrdersService, OrderPlacing, OrderSender, OrderBook, OrderChanges, ReturnAddresses],
})
export class OrdersModule {}
