import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
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

/** Every route asks for `Authorization: Bearer …` unless it is marked public. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<{ headers: { authorization?: string }; caller?: Caller }>();
    const [, token] = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(request.headers.authorization ?? '') ?? [];
    if (!token) throw new DomainError('unauthenticated');
    request.caller = await this.authenticator.authenticate(token);
    return true;
  }
}
