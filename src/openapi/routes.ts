import { RequestMethod, type Type } from '@nestjs/common';
import {
  METHOD_METADATA,
  PARAMTYPES_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
  RouteParamtypes,
} from '@nestjs/common/internal';
import {
  addressesOf,
  operationIdAt,
  operationOf,
  tagOf,
  type OperationNote,
} from '../http/contract';
import { ACCESS, PUBLIC } from '../http/public';

/** A handler as Nest routes it, with what the OpenAPI document needs to know of it. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/v1/tokens/{token}`. */
  path: string;
  operation: OperationNote;
  tag: string;
  controller: Type;
  handler: object;
  /** Null: open to anybody. */
  scope: string | null;
  pathParameters: readonly string[];
  query: Type | null;
  body: Type | null;
}

const METHODS: Readonly<Partial<Record<RequestMethod, Route['method']>>> = {
  [RequestMethod.GET]: 'get',
  [RequestMethod.POST]: 'post',
  [RequestMethod.PUT]: 'put',
  [RequestMethod.PATCH]: 'patch',
  [RequestMethod.DELETE]: 'delete',
};

/**
 * The handlers of these controllers that belong to the contract.
 * @throws Error where a handler says neither what it does nor that it is not to be described
 */
export function routesOf(controllers: readonly Type[]): Route[] {
  return controllers.flatMap((controller) =>
    handlersOf(controller).flatMap((name) => routesOfHandler(controller, name)),
  );
}

function handlersOf({ prototype }: Type): string[] {
  const members = Object.getOwnPropertyDescriptors(prototype as object);
  return Object.entries(members)
    .filter(([, member]) => {
      const value: unknown = member.value;
      return typeof value === 'function' && Reflect.hasMetadata(METHOD_METADATA, value);
    })
    .map(([name]) => name);
}

function routesOfHandler(controller: Type, name: string): Route[] {
  const prototype = controller.prototype as Record<string, object>;
  const handler = prototype[name];
  if (!handler) return [];
  const own = operationOf(handler);
  const operation = own === undefined ? operationOf(controller) : own;
  if (operation === null) return [];
  const tag = tagOf(controller);
  const method = METHODS[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
  if (!operation || tag === undefined || !method) {
    throw new Error(`${controller.name}.${name} lacks @Operation and @Tag, or @Undocumented`);
  }
  const access = (Reflect.getMetadata(ACCESS, handler) ??
    Reflect.getMetadata(ACCESS, controller)) as string;
  return pathsOf(controller, handler).map((path, index) => ({
    method,
    path,
    operation: { ...operation, id: operationIdAt(operation, index) },
    tag,
    controller,
    handler,
    scope: access === PUBLIC ? null : access,
    pathParameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter ?? ''),
    query: dtoOf(controller, name, RouteParamtypes.QUERY),
    body: dtoOf(controller, name, RouteParamtypes.BODY),
  }));
}

function pathsOf(controller: Type, handler: object): string[] {
  return addressesOf(controller).map((base) => {
    const path = `${base}/${Reflect.getMetadata(PATH_METADATA, handler) as string}`;
    const words = path.split('/').filter((word) => word !== '');
    return `/${words.map((word) => word.replace(/^:(\w+)/, '{$1}')).join('/')}`;
  });
}

/** The class that a whole body or a whole query is read into. */
function dtoOf(controller: Type, name: string, kind: RouteParamtypes): Type | null {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
    string,
    { index: number; data?: unknown }
  >;
  const found = Object.entries(args).find(
    ([key, { data }]) => key.startsWith(`${kind}:`) && data === undefined,
  );
  if (!found) return null;
  const types = Reflect.getMetadata(
    PARAMTYPES_METADATA,
    controller.prototype as object,
    name,
  ) as Type[];
  const type = types[found[1].index];
  return type === undefined || type === Object ? null : type;
}
