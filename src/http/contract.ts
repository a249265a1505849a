import { SetMetadata } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/internal';
import type { z } from 'zod';
import type { ProblemDefinition } from './problem';

/** What the OpenAPI document says of an operation beyond what Nest and the DTO classes know. */
export interface OperationNote {
  /** Unique; clients are generated with it. */
  id: string;
  summary: string;
  description?: string;
}

/** One answer of a handler that works. */
export interface AnswerNote {
  status: number;
  description: string;
  /** Null: no body. */
  body: z.ZodType | TextBody | null;
  /** Header name → what it says. */
  headers: Readonly<Record<string, string>>;
}

/** A body that is not JSON. */
export interface TextBody {
  mediaType: string;
}

/** A request header that a handler reads. */
export interface HeaderNote {
  name: string;
  description: string;
  pattern: RegExp;
}

const OPERATION = 'contract:operation';
const ANSWERS = 'contract:answers';
const REFUSALS = 'contract:refusals';
const TAG = 'contract:tag';
const HEADERS = 'contract:headers';
const EXAMPLE = 'contract:example';
const BODY = 'contract:body';
const REFUSAL = 'contract:refusal';
const DESCRIPTION = 'contract:description';

/** Names and describes a handler in the OpenAPI document. */
export const Operation = (id: string, summary: string, description?: string) =>
  SetMetadata(OPERATION, { id, summary, ...(description && { description }) });

/** The handler serves people's browsers or the document itself; it is no part of the contract. */
export const Undocumented = () => SetMetadata(OPERATION, null);

/** An answer of a handler that works; once for each status. */
export const Answers = (
  status: number,
  body: AnswerNote['body'],
  description: string,
  headers: AnswerNote['headers'] = {},
): MethodDecorator => append(ANSWERS, { status, body, description, headers });

/**
 * The problems of a handler's own. Those that follow from its scope, its merchant, its body or its
 * query are in the document by themselves.
 */
export const Refuses = (...definitions: ProblemDefinition[]): MethodDecorator =>
  append(REFUSALS, ...definitions);

export const TakesHeader = (note: HeaderNote): MethodDecorator => append(HEADERS, note);

/** The body of a handler that reads it itself, without a DTO class. */
export const TakesBody = (schema: z.ZodType) => SetMetadata(BODY, schema);

/** What every refusal of a controller looks like, where it is not a problem document. */
export const RefusesAs = (schema: z.ZodType) => SetMetadata(REFUSAL, schema);

/** The group of a controller's operations. */
export const Tag = (name: string) => SetMetadata(TAG, name);

/** A whole value of a DTO class, for people to read. */
export const Example =
  (value: object): ClassDecorator =>
  (target) => {
    Reflect.defineMetadata(EXAMPLE, value, target);
  };

/** What a field of a DTO class means. */
export const Describe =
  (text: string): PropertyDecorator =>
  (target, property) => {
    Reflect.defineMetadata(DESCRIPTION, text, target, property);
  };

/** Undefined: nobody has described the handler. Null: it is not to be described. */
export function operationOf(handler: object): OperationNote | null | undefined {
  return Reflect.getMetadata(OPERATION, handler) as OperationNote | null | undefined;
}

/** A controller's second address does the same for the whole platform, under a name of its own. */
export function operationIdAt({ id }: OperationNote, address: number): string {
  return address === 0 ? id : `${id}OfPlatform`;
}

/** The addresses of a controller, as Nest has them: `v1/merchants/:merchant/webhooks`. */
export function addressesOf(controller: object): string[] {
  return [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]].flat();
}

/** A name that the document gives an operation, and no other text. */
export type OperationId = string & { readonly names: 'operation' };

/** The name that the document gives a handler where it answers a request to this route. */
export function operationIdOn(controller: object, handler: object, route: string): OperationId {
  const operation = operationOf(handler);
  if (!operation) throw new Error(`nobody has described what answers ${route}`);
  const address = addressesOf(controller).findIndex((base) => `${route}/`.startsWith(`/${base}/`));
  return operationIdAt(operation, address) as OperationId;
}

export function answersOf(handler: object): readonly AnswerNote[] {
  return listOf(ANSWERS, handler) as readonly AnswerNote[];
}

export function refusalsOf(handler: object): readonly ProblemDefinition[] {
  return listOf(REFUSALS, handler) as readonly ProblemDefinition[];
}

export function headersOf(handler: object): readonly HeaderNote[] {
  return listOf(HEADERS, handler) as readonly HeaderNote[];
}

export function bodyOf(handler: object): z.ZodType | undefined {
  return Reflect.getMetadata(BODY, handler) as z.ZodType | undefined;
}

export function refusalShapeOf(controller: object): z.ZodType | undefined {
  return Reflect.getMetadata(REFUSAL, controller) as z.ZodType | undefined;
}

export function tagOf(controller: object): string | undefined {
  return Reflect.getMetadata(TAG, controller) as string | undefined;
}

export function exampleOf(dto: object): object | undefined {
  return Reflect.getMetadata(EXAMPLE, dto) as object | undefined;
}

export function descriptionOf(prototype: object, property: string): string | undefined {
  return Reflect.getMetadata(DESCRIPTION, prototype, property) as string | undefined;
}

function listOf(key: string, handler: object): readonly unknown[] {
  return (Reflect.getMetadata(key, handler) ?? []) as readonly unknown[];
}

/** Decorators run from the bottom up: what is written first comes first. */
function append(
  key: string,
  ...notes: (AnswerNote | HeaderNote | ProblemDefinition)[]
): MethodDecorator {
  return (_target, _property, { value }) => {
    const handler = value as object;
    Reflect.defineMetadata(key, [...notes, ...listOf(key, handler)], handler);
  };
}
