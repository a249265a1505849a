import { z } from 'zod';
import { ENVIRONMENTS } from '../../config/environment';
import { moment, named, pageOf, typedId } from '../../http/wire';
import { ORDER_EVENT_TYPES } from '../order-event.entity';
import { ATTENTION_REASONS, CAUSES, ORDER_STATES } from '../order-state';

/** iPay's documentation's own order, as it is here once iPay has accepted it. */
const EXAMPLE = {
  id: 'ord_01k8r3fdxve7hsk0ybzr4qvbn5',
  merchantId: 'mrc_01k8r3fdxve7hsk0ybzr4qvbn5',
  referenceId: 'abcd1234',
  environment: 'sandbox',
  version: 2,
  amount: 120,
  currency: 'BDT',
  description: 'Buy x, y, z from XYZ.com',
  metadata: {},
  state: 'pending',
  payable: true,
  paymentUrl: 'https://demo.ipay.com.bd/pay/IPAY-12345678',
  gateway: {
    orderId: 'IPAY-12345678',
    statusCode: null,
    status: null,
    checkedAt: null,
    checks: 0,
    nextCheckAt: '2026-11-23T09:00:30.000Z',
  },
  transactionId: null,
  transactionTime: null,
  paidAt: null,
  fulfilment: null,
  attention: null,
  successCallbackUrl: 'https://xyz.com/success/reference/abcd1234',
  failureCallbackUrl: 'https://xyz.com/failure/reference/abcd1234',
  cancelCallbackUrl: 'https://xyz.com/cancel/reference/abcd1234',
  createdAt: '2026-11-23T09:00:00.000Z',
  updatedAt: '2026-11-23T09:00:00.210Z',
  expiresAt: '2026-11-23T09:15:00.210Z',
};

const bdt = () => z.number().describe('BDT, at most two decimals.');
const url = () => z.string();

export const fulfilmentSchema = named(
  'Fulfilment',
  z
    .object({ by: z.string(), claimId: z.string(), at: moment() })
    .describe('The claim that ships the order; there is never a second one.'),
);

const attentionSchema = named(
  'OrderAttention',
  z
    .object({ reason: z.enum(ATTENTION_REASONS), since: moment(), detail: z.string() })
    .describe('Why the order needs a human. The first reason stays until it is resolved.'),
);

export const orderSchema = named(
  'Order',
  z
    .object({
      id: typedId('ord'),
      merchantId: typedId('mrc'),
      referenceId: z.string().describe("The platform's own id of the order."),
      environment: z.enum(ENVIRONMENTS).describe('The order stays in it for ever.'),
      version: z.int().describe('Grows with every change; ignore an order with a lower one.'),
      amount: bdt(),
      currency: z.literal('BDT'),
      description: z.string().describe('Shown to the buyer by iPay.'),
      metadata: z.record(z.string(), z.string()),
      state: z
        .enum(ORDER_STATES)
        .describe(
          '`creating`, `pending` and `error` are open; the others are ends. `paid` never changes.',
        ),
      payable: z.boolean().describe('The buyer can be sent to `paymentUrl` now.'),
      paymentUrl: url().nullable(),
      gateway: z
        .object({
          orderId: z.string().nullable().describe("iPay's own id."),
          statusCode: z.int().nullable(),
          status: z.string().nullable().describe("iPay's label, for people."),
          checkedAt: moment().nullable(),
          checks: z.int().describe('How often iPay was asked.'),
          nextCheckAt: moment()
            .nullable()
            .describe('Null: nothing more is asked, or nothing is said of it (in events).'),
        })
        .describe('What iPay said last.'),
      transactionId: z.string().nullable().describe('As buyer and merchant see it at iPay.'),
      transactionTime: moment().nullable().describe('When iPay says it happened.'),
      paidAt: moment().nullable().describe('When it was recorded here.'),
      fulfilment: fulfilmentSchema.nullable(),
      attention: attentionSchema.nullable(),
      successCallbackUrl: url(),
      failureCallbackUrl: url(),
      cancelCallbackUrl: url(),
      createdAt: moment(),
      updatedAt: moment(),
      expiresAt: moment()
        .nullable()
        .describe("15 minutes after iPay's acceptance; information, iPay's clock decides."),
    })
    .meta({ description: 'An order.', examples: [EXAMPLE] }),
);
export type OrderResponse = z.output<typeof orderSchema>;

export const orderPageSchema = pageOf('OrderPage', orderSchema);

export const eventSchema = named(
  'OrderEvent',
  z
    .object({
      id: typedId('evt'),
      seq: z.int().describe('The version of the order that this event made.'),
      type: z.enum(ORDER_EVENT_TYPES),
      at: moment(),
      cause: z.enum(CAUSES),
      actor: z.string().nullable().describe('`token:tok_…`, `admin`; null for the service itself.'),
      fromState: z.enum(ORDER_STATES).nullable(),
      state: z.enum(ORDER_STATES),
      detail: z.string().describe('One sentence for people.'),
      attention: z.enum(ATTENTION_REASONS).nullable().describe('The flag that it raised.'),
      requestId: z.string().nullable(),
      evidence: z
        .custom<object>()
        .nullable()
        .meta({ type: ['object', 'null'] })
        .describe('What iPay was asked and answered, redacted.'),
    })
    .describe('A row of the timeline.'),
);
export type EventResponse = z.output<typeof eventSchema>;

export const eventPageSchema = pageOf('OrderEventPage', eventSchema);

export const explanationSchema = named(
  'OrderExplanation',
  z
    .object({
      orderId: typedId('ord'),
      state: z.enum(ORDER_STATES),
      since: moment(),
      summary: z.string().describe('One sentence.'),
      decidedBy: eventSchema.nullable().describe('The event that led to the state.'),
      attention: attentionSchema.nullable(),
      wouldChange: z.array(z.string()).describe('What would change the state.'),
      nextCheckAt: moment().nullable(),
      mayAct: z.array(
        z.object({
          who: z.enum(['buyer', 'operator', 'platform', 'ipay']),
          what: z.string(),
        }),
      ),
    })
    .describe('Why an order stands where it stands.'),
);
