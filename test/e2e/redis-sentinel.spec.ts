import { startSentinel } from '../../tools/redis/start-sentinel';
import { describeRedisFleet } from '../support/redis-fleet';

describeRedisFleet('Redis watched by Sentinel', startSentinel);
