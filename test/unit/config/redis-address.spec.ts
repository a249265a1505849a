import { redisAddress, type RedisAddress } from '../../../src/config/redis-address';

const SENTINEL = {
  form: 'sentinel',
  sentinels: [{ host: 's1', port: 26_379 }],
  sentinel: {},
  redis: {},
  masterName: 'mymaster',
  database: 0,
  isTls: false,
} satisfies RedisAddress;

const CLUSTER = {
  form: 'cluster',
  nodes: [{ host: 'n1', port: 6379 }],
  redis: {},
  isTls: false,
} satisfies RedisAddress;

const single = (url: string): [string, RedisAddress] => [url, { form: 'single', url }];

const READ: [url: string, address: RedisAddress][] = [
  single('redis://h'),
  single('redis://h/'),
  single('redis://h:6379/2'),
  single('redis://:p%40ss@h:6379'),
  single('rediss://user:pass@h.example:6380/1'),
  single('rediss://[::1]:6380?family=6'),

  ['redis+sentinel://s1/mymaster', SENTINEL],
  ['rediss+sentinel://s1/mymaster', { ...SENTINEL, isTls: true }],
  [
    'redis+sentinel://s1,s2.example:5000,10.0.0.3,[fd00::4]:5001,[::1]/my.master-1_b',
    {
      ...SENTINEL,
      sentinels: [
        { host: 's1', port: 26_379 },
        { host: 's2.example', port: 5000 },
        { host: '10.0.0.3', port: 26_379 },
        { host: 'fd00::4', port: 5001 },
        { host: '::1', port: 26_379 },
      ],
      masterName: 'my.master-1_b',
    },
  ],
  ['redis+sentinel://s1/mymaster/2', { ...SENTINEL, database: 2 }],
  ['redis+sentinel://s1/mymaster?db=2', { ...SENTINEL, database: 2 }],
  ['redis+sentinel://:p%40ss%2F@s1/mymaster', { ...SENTINEL, redis: { password: 'p@ss/' } }],
  [
    'redis+sentinel://us%3Aer:pass@s1/mymaster',
    { ...SENTINEL, redis: { username: 'us:er', password: 'pass' } },
  ],
  [
    'redis+sentinel://s1/mymaster?sentinel_password=w%26x',
    { ...SENTINEL, sentinel: { password: 'w&x' } },
  ],
  [
    'redis+sentinel://:d@s1/mymaster/1?sentinel_username=w&sentinel_password=x',
    {
      ...SENTINEL,
      redis: { password: 'd' },
      sentinel: { username: 'w', password: 'x' },
      database: 1,
    },
  ],

  ['redis+cluster://n1', CLUSTER],
  ['redis+cluster://n1/', CLUSTER],
  ['rediss+cluster://n1', { ...CLUSTER, isTls: true }],
  [
    'redis+cluster://user:pass@n1:7000,n2,[::1]:7002',
    {
      ...CLUSTER,
      nodes: [
        { host: 'n1', port: 7000 },
        { host: 'n2', port: 6379 },
        { host: '::1', port: 7002 },
      ],
      redis: { username: 'user', password: 'pass' },
    },
  ],
];

describe('REDIS_URL', () => {
  it.each(READ)('%s', (url, address) => {
    expect(redisAddress.parse(url)).toEqual(address);
  });
});

const SCHEMES =
  'must be a URL of scheme redis or rediss, or of redis+sentinel, rediss+sentinel, redis+cluster or rediss+cluster';
const ONE_HOST =
  'must name one host; several belong to the schemes redis+sentinel and redis+cluster';
const HOSTS = 'must name hosts as host or host:port, comma-separated';
const CREDENTIALS = 'must give credentials as user:password, percent-encoded';
const DATABASE = 'must give its database as a number, once';
const MASTER = 'must name the master after the hosts, as in redis+sentinel://host:26379/mymaster';
const PARAMETERS = 'has a parameter that is not known, or has one twice';
const CLUSTER_ENDS = 'must end after the hosts: a Cluster has one database';

const REFUSED: [url: string, reason: string][] = [
  ['canary', SCHEMES],
  ['http://u:canary@h', SCHEMES],
  ['redis-sentinel://canary/mymaster', SCHEMES],
  ['rediscanary+sentinel://s1/mymaster', SCHEMES],
  ['redis:6379', ONE_HOST],
  ['redis:///1', ONE_HOST],
  ['redis://canary1:6379,canary2:6379', ONE_HOST],
  ['redis://h:canary', ONE_HOST],
  ['redis://h/canary', DATABASE],

  ['redis+sentinel://', HOSTS],
  ['redis+sentinel:///mymaster', HOSTS],
  ['redis+sentinel:s1/mymaster', HOSTS],
  ['redis+sentinel://s1,,s2/mymaster', HOSTS],
  ['redis+sentinel://s1:0/mymaster', HOSTS],
  ['redis+sentinel://s1:65536/mymaster', HOSTS],
  ['redis+sentinel://s1:canary/mymaster', HOSTS],
  ['redis+sentinel://s1 /mymaster', HOSTS],
  ['redis+sentinel://:can@ary@s1/mymaster', HOSTS],
  ['redis+sentinel://s1/mymaster#canary', HOSTS],
  ['redis+sentinel://s1', MASTER],
  ['redis+sentinel://s1/', MASTER],
  ['redis+sentinel://s1/can ary', MASTER],
  ['redis+sentinel://canary@s1/mymaster', CREDENTIALS],
  ['redis+sentinel://canary:@s1/mymaster', CREDENTIALS],
  ['redis+sentinel://a:b:canary@s1/mymaster', CREDENTIALS],
  ['redis+sentinel://a:canary%@s1/mymaster', CREDENTIALS],
  ['redis+sentinel://s1/mymaster?sentinel_username=canary', CREDENTIALS],
  ['redis+sentinel://s1/mymaster/canary', DATABASE],
  ['redis+sentinel://s1/mymaster/1/2', DATABASE],
  ['redis+sentinel://s1/mymaster?db=-1', DATABASE],
  ['redis+sentinel://s1/mymaster/1?db=1', DATABASE],
  ['redis+sentinel://s1/mymaster?canary=1', PARAMETERS],
  ['redis+sentinel://s1/mymaster?constructor=canary', PARAMETERS],
  ['redis+sentinel://s1/mymaster?sentinel_password=canary&sentinel_password=x', PARAMETERS],

  ['redis+cluster://', HOSTS],
  ['redis+cluster://n1,', HOSTS],
  ['redis+cluster://:canary@', HOSTS],
  ['redis+cluster://canary@n1', CREDENTIALS],
  ['redis+cluster://n1/1', CLUSTER_ENDS],
  ['redis+cluster://n1?canary=1', CLUSTER_ENDS],
];

describe('a REDIS_URL that is wrong, told without a part of it', () => {
  it.each(REFUSED)('%s', (url, reason) => {
    const { error } = redisAddress.safeParse(url);
    expect(error?.issues.map(({ message }) => message)).toEqual([reason]);
  });
});
