import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import { uuid } from '@openly/contracts';
import { DomainError } from '../errors.js';
import { actsForAccount, needsOf, refuseUnfit } from './needs.js';
import { RequestLimits } from './request-limits.js';
import type { Caller } from './validation.js';

const PUBLIC = 'openly:public';

/** Marks a route that answers without an account. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Turns an access token into its caller. Implemented by `accounts/`. */
export abstract class Authenticator {
  /** @throws DomainError `unauthenticated` */
  abstract authenticate(accessToken: string): Promise<Caller>;
}

/** A caller with an API key. */
export type KeyCaller = Extract<Caller, { apiKeyId: string }>;

/** Turns an API key into its caller. Implemented by `api-keys/`. */
export abstract class KeyAuthenticator {
  /** Whether this has the form of an API key; an access token never has. */
  abstract isKey(token: string): boolean;
  /** @throws DomainError `unauthenticated` */
  abstract authenticate(key: string): Promise<KeyCaller>;
}

interface IncomingCall {
  headers: { authorization?: string };
  body?: unknown;
  query?: { accountId?: unknown };
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

/**
 * Every route asks for `Authorization: Bearer …` unless it is marked public: an access token, or an API key where the
 * route names a scope. In this order: who it is (401), how often they ask (429), what they may (403), in whose name.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Authenticator,
    private readonly keys: KeyAuthenticator,
    private readonly limits: RequestLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<IncomingCall>();
    const [, token] = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(request.headers.authorization ?? '') ?? [];
    if (!token) throw new DomainError('unauthenticated');
    const caller: Caller = await (this.keys.isKey(token) ? this.keys : this.sessions).authenticate(token);
    await this.limits.count(caller, context.switchToHttp().getResponse());
    const needs = needsOf(this.reflector, context.getHandler() as () => unknown);
    refuseUnfit(caller, needs);
    // Its maker's alone, an admin's too: what a colleague's readers did is the colleague's to see.
    if (caller.apiKeyId && actsForAccount(needs) && takeAccountId(request) !== caller.accountId) {
      throw new DomainError('account_not_found');
    }
    request.caller = caller;
    refuseUnread(context, request);
    return true;
  }
}

/** Takes `accountId` out of the query: it is for the guard alone, and no handler knows of it. */
function takeAccountId({ query = {} }: IncomingCall): string {
  const accountId = uuid.safeParse(query.accountId);
  delete query.accountId;
  if (accountId.success) return accountId.data;
  throw new DomainError('invalid_request', undefined, [
    { path: 'accountId', message: 'an API key names the account that it acts for' },
  ]);
}
