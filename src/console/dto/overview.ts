import { z } from 'zod';
import { ENVIRONMENTS, ROLES } from '../../config/environment';
import { OPERATIONS } from '../../gateway';
import { moment, named, typedId } from '../../http/wire';
import { QUEUE_STATES } from '../../observability/health.service';
import { SILENT_AFTER_SECONDS, TOLD_MINUTES } from '../../observability/heartbeats.repository';
import { OVERDUE_AFTER_SECONDS } from '../overview.repository';
import { QUEUE_NAMES } from '../queues.service';

const count = () => z.int().nonnegative();
const ms = () => z.number().nonnegative();

const attention = z
  .object({
    orders: count(),
    merchants: count().describe('Whose orders those are.'),
    oldestSince: moment().nullable(),
  })
  .describe('Orders that need a human; `listAttention` names them.');

const checks = z
  .object({
    open: count().describe('Orders that are still asked about.'),
    overdue: count().describe(
      `Due for more than ${OVERDUE_AFTER_SECONDS} s: nothing asks, or not fast enough.`,
    ),
    oldestDueAt: moment().nullable().describe('Null where nothing is due.'),
    oldest: z
      .object({ merchantId: typedId('mrc'), orderId: typedId('ord') })
      .nullable()
      .describe('The order that has been due for longest.'),
  })
  .describe('Questions to iPay that are still to be asked.');

const deliveries = z
  .object({
    waiting: count().describe('Still to be made, to endpoints that are enabled.'),
    overdue: count().describe(
      `Due for more than ${OVERDUE_AFTER_SECONDS} s: too few workers, or a slow receiver.`,
    ),
    oldestDueAt: moment().nullable().describe('Null where nothing is due.'),
    failingEndpoints: count().describe('Enabled, but every attempt since a while has failed.'),
    disabledEndpoints: count().describe(
      'Disabled by the service, because they failed or are gone.',
    ),
  })
  .describe('Webhook deliveries.');

const calls = z.object({
  operation: z.enum(OPERATIONS),
  calls: count(),
  outcomes: z
    .record(z.string(), count())
    .describe(
      'Calls by what came of them, those only that occurred. `create`: accepted, refused, credentials-refused, reference-used, unknown, unavailable. `status`: answered, not-found, credentials-refused, unanswered.',
    ),
  p50Ms: z
    .int()
    .nullable()
    .describe(
      'Of the calls that were sent, those left without an answer included; estimated from counts in buckets. Null where none was sent.',
    ),
  p95Ms: z.int().nullable(),
});

const gateway = z
  .object({
    environment: z.enum(ENVIRONMENTS),
    minutes: z.int().describe('How far back the calls are counted, each process by itself.'),
    lastAnswerAt: moment().nullable(),
    lastSilenceAt: moment()
      .nullable()
      .describe('When a call was last left without a whole answer.'),
    inFlight: count().describe('Calls on the wire, as of the last heartbeats.'),
    operations: z.array(calls),
    openBreakerCount: count().describe(
      'How many breakers are open; more than are named where iPay as a whole is away.',
    ),
    openBreakers: z
      .array(
        z.object({
          merchantId: typedId('mrc'),
          operation: z.enum(OPERATIONS),
          since: moment().nullable(),
          processes: count().describe('In how many processes.'),
        }),
      )
      .describe('The merchants whose calls are held back after failures, the longest first.'),
  })
  .describe('How iPay looks from the processes below.');

const queue = z.object({
  backend: z.enum(['postgres', 'redis']),
  queues: z.array(
    z.object({
      name: z.enum(QUEUE_NAMES),
      waiting: count().nullable().describe('Null while the queue does not answer.'),
      active: count().nullable().describe('Null while the queue does not answer.'),
      isReachable: z
        .boolean()
        .describe('From the process that answers this. Without it work goes on, slower.'),
    }),
  ),
});

const processes = z
  .array(
    z.object({
      id: typedId('prc'),
      host: z.string(),
      pid: z.int(),
      role: z.enum(ROLES),
      startedAt: moment(),
      seenAt: moment().describe('Its last heartbeat; they come every few seconds.'),
      isSilent: z
        .boolean()
        .describe(
          `Not seen for ${SILENT_AFTER_SECONDS} s: it is gone, held up, or cannot reach Postgres.`,
        ),
      isDraining: z.boolean().describe('It was told to end.'),
      node: z.string(),
      version: z.string(),
      rssBytes: count(),
      eventLoopLagMs: ms().describe('The longest hold-up between the last two heartbeats.'),
      openRequests: count().describe('Accepted and not answered yet, live streams included.'),
      database: z
        .object({ used: count(), idle: count(), waiting: count(), max: count() })
        .describe('Its pool of connections; `waiting` are statements that have none.'),
      queue: z.enum(QUEUE_STATES),
      lastDispatchAt: moment()
        .nullable()
        .describe(
          'When it last looked for due work, by the dispatcher that is furthest behind; null where that is not its part, or it has yet to.',
        ),
    }),
  )
  .describe(
    `Those that run, and those last seen within ${TOLD_MINUTES} minutes. One that was ended in order is not among them.`,
  );

const database = z.object({
  answeredInMs: ms().describe('A small question, the wait for a connection included.'),
  connections: z
    .object({ used: count(), max: count() })
    .describe('To the whole Postgres, whoever uses it.'),
  replica: z
    .object({
      isUsed: z.boolean(),
      behindSeconds: z.number().nullable().describe('Null where it does not say.'),
    })
    .nullable()
    .describe('As the process that answers this sees it; null where there is none.'),
});

export const overviewSchema = named(
  'Overview',
  z.object({
    at: moment().describe('By the clock of Postgres, like every moment in here.'),
    attention,
    checks,
    deliveries,
    gateways: z.array(gateway),
    queue,
    processes,
    database,
  }),
);
export type OverviewReport = z.output<typeof overviewSchema>;
