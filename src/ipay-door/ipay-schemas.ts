import { z } from 'zod';
import { named } from '../http/wire';

/** iPay's documentation, in schemas; `gateway/ipay-wire.ts` has the types. */
export const ipayOrderSchema = named(
  'IpayOrder',
  z
    .object({
      amount: z.union([z.number(), z.string()]).describe('BDT, more than 0, at most two decimals.'),
      referenceId: z.string().min(1).max(50),
      description: z.string().min(1).max(255),
      successCallbackUrl: z.string().max(512),
      failureCallbackUrl: z.string().max(512),
      cancelCallbackUrl: z.string().max(512),
    })
    .meta({
      description: "A create as iPay's documentation has it; unknown members are ignored.",
      examples: [
        {
          amount: 120,
          referenceId: 'abcd1234',
          description: 'Buy x, y, z from XYZ.com',
          successCallbackUrl: 'https://xyz.com/success/reference/abcd1234',
          failureCallbackUrl: 'https://xyz.com/failure/reference/abcd1234',
          cancelCallbackUrl: 'https://xyz.com/cancel/reference/abcd1234',
        },
      ],
    }),
);

export const ipayOrderPlacedSchema = named(
  'IpayOrderPlaced',
  z
    .object({
      message: z.string(),
      orderId: z.string(),
      paymentUrl: z.string().describe('As iPay gave it: it may lack a scheme.'),
      referenceId: z.string(),
    })
    .meta({
      examples: [
        {
          message: 'Order placed successfully',
          orderId: 'IPAY-12345678',
          paymentUrl: 'app.ipay.com.bd/pay/IPAY-12345678',
          referenceId: 'abcd1234',
        },
      ],
    }),
);

export const ipayOrderStatusSchema = named(
  'IpayOrderStatus',
  z
    .object({
      statusCode: z.union([z.number(), z.string()]),
      status: z.string(),
      orderId: z.string(),
      referenceId: z.string(),
      transactionId: z.string().nullable(),
      transactionTime: z.string().nullable(),
      orderAmount: z.number().optional(),
      updateTime: z.string().optional(),
    })
    .meta({
      examples: [
        {
          statusCode: 200,
          status: 'Successfully paid',
          orderId: 'IPAY-1234',
          referenceId: 'abcd1234',
          transactionId: '23I2-12345678',
          transactionTime: '18 Sep 2017 12:33:39.749 BDT',
        },
      ],
    }),
);

export const ipayMessageSchema = named('IpayMessage', z.object({ message: z.string() }));
