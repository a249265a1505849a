import type { Type } from '@nestjs/common';
import { z } from 'zod';
import {
  CrossSiteRequest,
  InsufficientScope,
  MerchantNotFound,
  RateLimited,
  Unauthorized,
} from '../access';
import {
  answersOf,
  bodyOf,
  headersOf,
  refusalShapeOf,
  refusalsOf,
  type AnswerNote,
  type TextBody,
} from '../http/contract';
import * as http from '../http/http.problems';
import type { ProblemDefinition } from '../http/problem';
import type { JsonSchema } from '../http/rule';
import { wireSchemas } from '../http/wire';
import type {
  Content,
  OpenApiDocument,
  OpenApiOperation,
  OpenApiParameter,
  OpenApiResponse,
} from './openapi';
import { pathParameter } from './path-parameters';
import { problemSchema, problemSchemaName } from './problem-schema';
import { bodySchema, fieldsOf } from './request-schema';
import { routesOf, type Route } from './routes';

const BEARER = 'token';
const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';
const WRITES: readonly Route['method'][] = ['post', 'put', 'patch', 'delete'];

const DESCRIPTION = `The payment service that a multi-merchant platform puts between its own services
and iPay. Money is BDT with at most two decimals; times are RFC 3339 in UTC. Members may be added to
answers: ignore those you do not know. Every refusal is an RFC 9457 problem document; branch on its
\`code\`. Repeating a request after a 503, a 429 or no answer at all is always safe.`;

/** The contract of these controllers, as they run. */
export function describeApi(controllers: readonly Type[], version: string): OpenApiDocument {
  const routes = routesOf(controllers).sort(byPath);
  const problems = [
    ...Object.values<object>(http).filter(isDefinition),
    ...routes.flatMap(problemsOf),
  ];
  for (const problem of new Set(problems)) problemSchema(problem);
  const bodies = routes.flatMap(({ body }) => (body ? [body] : []));
  return {
    openapi: '3.1.0',
    info: {
      title: 'ipay-connect',
      version,
      summary: 'Payments over iPay for the merchants of a platform.',
      description: DESCRIPTION.replaceAll('\n', ' '),
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: Object.fromEntries(
      [...new Set(routes.map(({ path }) => path))].map((path) => [
        path,
        Object.fromEntries(
          routes
            .filter((route) => route.path === path)
            .map((route) => [route.method, operationOf(route)]),
        ),
      ]),
    ),
    components: {
      schemas: Object.fromEntries(
        [
          ...Object.entries(answerSchemas()),
          ...[...new Set(bodies)].map((dto) => [bodyName(dto), bodySchema(dto)] as const),
        ].sort(byName),
      ),
      securitySchemes: {
        [BEARER]: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API token (`ipc_…`) that has the scope of the operation.',
        },
      },
    },
  };
}

/** Every problem that an operation may answer with: its own, and those that follow from its form. */
export function problemsOf(route: Route): ProblemDefinition[] {
  const takesJson = WRITES.includes(route.method);
  return [
    ...(route.scope === null
      ? []
      : [Unauthorized, InsufficientScope, RateLimited, http.ServiceUnavailable]),
    ...(route.scope !== null && takesJson && route.path.startsWith('/v1/')
      ? [CrossSiteRequest]
      : []),
    ...(route.pathParameters.includes('merchant') ? [MerchantNotFound] : []),
    ...(takesJson ? [http.PayloadTooLarge, http.UnsupportedMediaType] : []),
    ...(takesJson || route.query || headersOf(route.handler).length > 0
      ? [http.ValidationFailed]
      : []),
    ...(route.query && fieldsOf(route.query).some(({ name }) => name === 'cursor')
      ? [http.InvalidCursor]
      : []),
    ...refusalsOf(route.handler),
    http.BadRequest,
    http.UriTooLong,
    http.HeadersTooLarge,
    http.InternalError,
  ];
}

function operationOf(route: Route): OpenApiOperation {
  const { operation, scope, handler } = route;
  const parameters: OpenApiParameter[] = [
    ...route.pathParameters.map(pathParameter),
    ...(route.query ? fieldsOf(route.query).map(queryParameter) : []),
    ...headersOf(handler).map(({ name, description, pattern }): OpenApiParameter => ({
      name,
      in: 'header',
      required: false,
      description,
      schema: { type: 'string', pattern: pattern.source },
    })),
  ];
  return {
    operationId: operation.id,
    tags: [route.tag],
    summary: operation.summary,
    ...(operation.description && { description: operation.description }),
    security: scope === null ? [] : [{ [BEARER]: [scope] }],
    ...(parameters.length > 0 && { parameters }),
    ...requestBodyOf(route),
    // A handler that says itself how it refuses is right about it.
    responses: { ...refusalsIn(route), ...answersIn(route) },
  };
}

function requestBodyOf({ body, handler }: Route): Pick<OpenApiOperation, 'requestBody'> {
  const schema = bodyOf(handler);
  if (schema) return { requestBody: { required: true, ...contentOf(schema) } };
  if (!body) return {};
  return {
    requestBody: {
      required: bodySchema(body).required !== undefined,
      content: { [JSON_TYPE]: { schema: reference(bodyName(body)) } },
    },
  };
}

function queryParameter({
  name,
  required,
  schema,
}: ReturnType<typeof fieldsOf>[number]): OpenApiParameter {
  const { description, ...rest } = schema;
  return {
    name,
    in: 'query',
    required,
    ...(typeof description === 'string' && { description }),
    schema: withoutNull(rest),
  };
}

/** A query has no null. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const [only] = (schema.anyOf ?? []) as JsonSchema[];
  if (only) return only;
  return Array.isArray(schema.type) ? { ...schema, type: schema.type[0] as string } : schema;
}

function answersIn({ handler, operation }: Route): Record<string, OpenApiResponse> {
  const answers = answersOf(handler);
  if (answers.length === 0) throw new Error(`${operation.id} has no @Answers`);
  return Object.fromEntries(
    answers.map(({ status, description, body, headers }) => [
      status,
      { description, ...headersIn(headers), ...(body && contentOf(body)) },
    ]),
  );
}

function contentOf(body: z.ZodType | TextBody): { content: Content } {
  if (!(body instanceof z.ZodType)) {
    return { content: { [body.mediaType]: { schema: { type: 'string' } } } };
  }
  const name = wireSchemas.get(body)?.id;
  if (name === undefined) throw new Error('the schema of an answer has no name');
  return { content: { [JSON_TYPE]: { schema: reference(name) } } };
}

/** Problems that share a status are told apart by their code. */
function refusalsIn(route: Route): Record<string, OpenApiResponse> {
  const problems = [...new Set(problemsOf(route))];
  const shape = refusalShapeOf(route.controller);
  const statuses = [...new Set(problems.map(({ status }) => status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const these = problems.filter((problem) => problem.status === status);
      const references = these.map((problem) => reference(problemSchemaName(problem)));
      const [first] = references;
      return [
        status,
        {
          description: these.map(({ code, title }) => `\`${code}\`: ${title}.`).join(' '),
          ...headersIn(
            Object.assign({}, ...these.map(({ headers }) => headers)) as AnswerNote['headers'],
          ),
          content: shape
            ? contentOf(shape).content
            : {
                [PROBLEM_TYPE]: {
                  schema: references.length === 1 && first ? first : { oneOf: references },
                },
              },
        },
      ];
    }),
  );
}

function headersIn(headers: AnswerNote['headers']): Pick<OpenApiResponse, 'headers'> {
  const entries = Object.entries(headers);
  if (entries.length === 0) return {};
  return {
    headers: Object.fromEntries(
      entries.map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
    ),
  };
}

/** Answers are open: a caller built against this document must not fall over a new member. */
function answerSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(wireSchemas, {
    uri: (id) => `#/components/schemas/${id}`,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'date') {
        Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
      }
      // Zod's own bounds of what a double holds exactly.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  for (const schema of Object.values(schemas)) {
    delete schema.$id;
    delete schema.$schema;
  }
  return schemas;
}

/** The catalogue has a helper beside its rows. */
function isDefinition(entry: object): entry is ProblemDefinition {
  return 'code' in entry;
}

function bodyName(dto: Type): string {
  return dto.name.replace(/Dto$/, '');
}

function reference(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** @throws Error where two schemas have one name: the second would hide the first */
function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  if (a === b) throw new Error(`two schemas are called ${a}`);
  return a < b ? -1 : 1;
}

function byPath(a: Route, b: Route): number {
  return a.path.localeCompare(b.path, 'en');
}
