import { z } from 'zod';
import type { IdPrefix } from './typed-id';

/** The schemas that have a name in the OpenAPI document. */
export const wireSchemas = z.registry<{ id: string }>();

/** Gives an answer's schema its name in the document. */
export function named<T extends z.ZodType>(id: string, schema: T): T {
  wireSchemas.add(schema, { id });
  return schema;
}

/** An instant; a `Date` here, RFC 3339 in UTC with milliseconds on the wire. */
export const moment = () => z.date().meta({ examples: ['2026-11-23T09:00:00.000Z'] });

/** The same where it is text already. */
export const momentText = () =>
  z.string().meta({ format: 'date-time', examples: ['2026-11-23T09:00:00.000Z'] });

export const typedId = (prefix: IdPrefix) =>
  z.string().meta({
    pattern: `^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`,
    examples: [`${prefix}_01k8r3fdxve7hsk0ybzr4qvbn5`],
  });

/** A page of a list. */
export function pageOf<T extends z.ZodType>(id: string, item: T) {
  return named(
    id,
    z.object({
      data: z.array(item),
      nextCursor: z
        .string()
        .nullable()
        .describe('Send it as `cursor` for the next page; null on the last one.'),
    }),
  );
}
