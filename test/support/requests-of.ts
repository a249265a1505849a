import fc from 'fast-check';
import type { OpenApiDocument, OpenApiOperation } from '../../src/openapi/openapi';

/** A request to an operation; what no header or address can carry is never made. */
export interface FuzzedRequest {
  /** Nothing in it is wrong by intent. */
  isCareful: boolean;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

type Schema = Record<string, any>;

/** Values that have broken somebody's service before. */
const HOSTILE_TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '%00',
  '\ud800',
  '০১২৩',
  '😀'.repeat(60),
  'x'.repeat(3_000),
  '../../etc/passwd',
  "'; DROP TABLE orders; --",
  '__proto__',
  'constructor',
  'null',
  '-1',
  '1e309',
  '0.1',
  '9'.repeat(40),
  '2026-02-30T25:61:61Z',
  '2026-11-23T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999+14:00',
  'javascript:alert(1)',
  'http://[::1',
  'ord_00000000000000000000000000',
  'mrc_7zzzzzzzzzzzzzzzzzzzzzzzzz',
  'c2VxLjE',
];

const hostileText = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary' }));
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, 0, -1, 0.5, 1e15, Number.MAX_VALUE, [], {}, [[]], { constructor: 1 }),
  fc.jsonValue({ maxDepth: 3 }),
);

const BROKEN_BODIES = [
  '',
  '{',
  '[]',
  'null',
  '"',
  '{"a":1,}',
  `"${'x'.repeat(70_000)}"`,
  '['.repeat(9_000),
];

/** What a fuzzer may send instead of what is asked for; a careful caller never does. */
type Mix = <A, B>(usual: fc.Arbitrary<A>, other: fc.Arbitrary<B>) => fc.Arbitrary<A | B>;

const careful: Mix = (usual) => usual;
const careless: Mix = (usual, other) =>
  fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: other });

/** Requests that an operation should take, and as many that have something wrong with them. */
export function requestsOf(
  document: OpenApiDocument,
  path: string,
  method: string,
  known: Readonly<Record<string, readonly string[]>>,
): fc.Arbitrary<FuzzedRequest> {
  const operation = document.paths[path]?.[method];
  if (!operation) throw new Error(`there is no ${method} ${path}`);
  return fc.oneof(
    ...[careful, careless].map((mix) =>
      fc.record({
        isCareful: fc.constant(mix === careful),
        path: addressesOf(path, operation, document, known, mix),
        headers: headersOf(operation, mix),
        body: bodyOf(operation, document, mix),
      }),
    ),
  );
}

function addressesOf(
  path: string,
  { parameters = [] }: OpenApiOperation,
  document: OpenApiDocument,
  known: Readonly<Record<string, readonly string[]>>,
  mix: Mix,
): fc.Arbitrary<string> {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const segments = inPath.map(({ name, schema }) => {
    const sound = known[name] ?? (schema.enum as string[] | undefined) ?? ['abcd1234'];
    return [name, mix(fc.constantFrom(...sound), segment)] as const;
  });
  const query = inQuery.map(({ name, schema }) => {
    // A long poll that is granted would only take time, and a cursor comes from a page.
    const sound = name === 'wait' ? fc.constant(0) : valueOf(schema, document);
    return [name, mix(name === 'cursor' ? fc.constant(undefined) : sound, hostileText)] as const;
  });
  const extras = fc.constantFrom('unknown=1', 'limit=1&limit=2', 'state[a]=b', '%E0%A4%A');
  return fc
    .tuple(
      fc.record(Object.fromEntries(segments)),
      fc.record(Object.fromEntries(query), { requiredKeys: [] }),
      mix(fc.constant(null), extras),
    )
    .map(([values, filters, extra]) => addressOf(path, values, filters, extra));
}

function headersOf(
  { parameters = [], requestBody }: OpenApiOperation,
  mix: Mix,
): fc.Arbitrary<Record<string, string>> {
  const own = parameters.filter((parameter) => parameter.in === 'header');
  const types = fc.constantFrom('text/plain', 'application/json; charset=utf-16', '');
  const all = fc.record(
    {
      ...Object.fromEntries(own.map(({ name }) => [name, mix(token, headerText)])),
      ...(requestBody && { 'content-type': mix(fc.constant('application/json'), types) }),
    },
    { requiredKeys: requestBody ? ['content-type'] : [] },
  );
  return all.map((headers) => headers as Record<string, string>);
}

function bodyOf(operation: OpenApiOperation, document: OpenApiDocument, mix: Mix) {
  const schema = operation.requestBody?.content['application/json']?.schema;
  if (!schema) return fc.constant(undefined);
  const wrong = fc.oneof(
    { weight: 4, arbitrary: spoilt(schema, document).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: hostile.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.constantFrom(...BROKEN_BODIES) },
  );
  return mix(
    valueOf(schema, document).map((value) => JSON.stringify(value)),
    wrong,
  );
}

/** A body with some members wrong, missing or unknown. */
function spoilt(schema: Schema, document: OpenApiDocument): fc.Arbitrary<unknown> {
  const { properties = {} } = resolve(schema, document);
  return fc.record(
    {
      ...Object.fromEntries(
        Object.entries<Schema>(properties).map(([name, member]) => [
          name,
          careless(valueOf(member, document), hostile),
        ]),
      ),
      unknown: hostile,
    },
    { requiredKeys: [] },
  );
}

/** A value that the schema allows, roughly. */
function valueOf(given: Schema, document: OpenApiDocument): fc.Arbitrary<unknown> {
  const schema = resolve(given, document);
  const several: Schema[] | undefined = schema.oneOf ?? schema.anyOf;
  if (several) return fc.oneof(...several.map((one) => valueOf(one, document)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const type: unknown = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  const { minimum = 0, maximum = 1_000 } = schema;
  switch (type) {
    case 'integer':
      return fc.integer({ min: minimum, max: maximum });
    case 'number':
      return fc.integer({ min: 1, max: 999_999 }).map((poisha) => poisha / 100);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valueOf(schema.items, document), {
        minLength: schema.minItems ?? 0,
        maxLength: 4,
      });
    case 'object':
      return schema.properties
        ? fc.record(
            Object.fromEntries(
              Object.entries<Schema>(schema.properties).map(([name, member]) => [
                name,
                valueOf(member, document),
              ]),
            ),
            { requiredKeys: schema.required ?? [] },
          )
        : fc.dictionary(fc.string({ minLength: 1, maxLength: 40 }), fc.string(), { maxKeys: 3 });
    default:
      return textOf(schema);
  }
}

function textOf({
  format,
  pattern = '',
  minLength = 0,
  maxLength = 60,
}: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') {
    return fc.date({ min: new Date(0), noInvalidDate: true }).map((date) => date.toISOString());
  }
  if (String(pattern).includes('[Hh]')) {
    // Names that nobody looks up anywhere.
    return fc.webPath().map((path) => `https://platform.invalid${path}`.slice(0, 512));
  }
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) });
}

function resolve(schema: Schema, document: OpenApiDocument): Schema {
  if (typeof schema.$ref !== 'string') return schema;
  return document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {};
}

const segment = hostileText.filter(
  (text) => text.isWellFormed() && text !== '' && !/^\.{1,2}$/.test(text),
);
const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/);
/** What an HTTP header can carry at all. */
const headerText = fc.oneof(token, fc.constantFrom('', 'x'.repeat(300), '\u00e9', 'a, b'));

function addressOf(
  template: string,
  segments: Record<string, unknown>,
  query: Record<string, unknown>,
  extra: string | null,
): string {
  const path = template.replace(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(String(segments[name])),
  );
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const pairs = given.flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}=${encodeURIComponent(String(one).toWellFormed())}`),
  );
  if (extra !== null) pairs.push(extra);
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
}
