import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import { DomainError } from '../errors.js';
import type { Caller } from './validation.js';

const PUBLIC = 'openly:public';

/** Marks a route that answers without an account. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Turns an access token into its caller. Implemented by `accounts/`. */
export abstract class Authenticator {
  /** @throws DomainError `unauthenticated` */
  abstract authenticate(accessToken: string): Promise<Caller>;
}

interface IncomingCall {
  headers: { authorization?: string };
  body?: unknown;
  query?: object;
  caller?: Caller;
}

/**
 * A route that reads no body or no query takes none: what is sent and not read was meant to do something. Nest keeps
 * what a handler reads under this key, as `TYPE:INDEX`.
 */
function refuseUnread(context: ExecutionContext, request: IncomingCall): void {
  const handler = context.getHandler().name;
  const parameters = Object.keys(Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler) ?? {});
  const reads = (type: RouteParamtypes) => parameters.some((key) => key.startsWith(`${type}:`));
  const unread: { path: string; message: string }[] = [];
  const hasBody = request.body !== undefined && request.body !== null && !isEmptyObject(request.body);
  if (hasBody && !reads(RouteParamtypes.BODY)) unread.push({ path: '', message: 'this route takes no body' });
  if (!isEmptyObject(request.query ?? {}) && !reads(RouteParamtypes.QUERY)) {
    unread.push(
      ...Object.keys(request.query ?? {}).map((path) => ({ path, message: 'is not a parameter of this route' })),
    );
  }
  if (unread.length > 0) throw new DomainError('invalid_request', undefined, unread);
}

const isEmptyObject = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

/** Every route asks for `Authorization: Bearer …` unless it is marked public. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<IncomingCall>();
    const [, token] = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(request.headers.authorization ?? '') ?? [];
    if (!token) throw new DomainError('unauthenticated');
    request.caller = await this.authenticator.authenticate(token);
    refuseUnread(context, request);
    return true;
  }
}
