import { startCluster } from '../../tools/redis/start-cluster';
import { describeRedisFleet } from '../support/redis-fleet';

describeRedisFleet('a Redis Cluster', startCluster);
