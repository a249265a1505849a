/** iPay's own two endpoints, answered by our orders. */
export { IpayDoorModule } from './ipay-door.module';
