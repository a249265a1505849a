import { z } from 'zod';
import type { ProblemDefinition } from '../http/problem';
import { named } from '../http/wire';

const requestId = z
  .string()
  .describe('`X-Request-Id` of the request; it finds the log lines.')
  .meta({ examples: ['0d4a8c1e-6e0b-4c52-9a2e-7a51a5c3f9c5'] });

/** `OrderNotFoundProblem` for `order-not-found`. */
export function problemSchemaName({ code }: ProblemDefinition): string {
  const words = code.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Problem`;
}

/** Names the schema of what a refusal is rendered as; see `http/problem.ts`. */
export function problemSchema(definition: ProblemDefinition): void {
  const { code, status, title, remedy, members } = definition;
  const schema = z
    .object({
      type: z.literal(`urn:problem:${code}`),
      title: z.literal(title),
      status: z.literal(status),
      detail: z.string().describe('What is the matter this time, for people.'),
      code: z.literal(code),
      requestId,
      ...members?.shape,
    })
    .describe(`${title}. ${remedy}`);
  named(problemSchemaName(definition), schema);
}
