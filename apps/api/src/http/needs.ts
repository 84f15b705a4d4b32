import { SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { mayAs, type Role, type Scope, scopes } from '@openly/contracts';
import { DomainError } from '../errors.js';
import type { Caller } from './validation.js';

const NEEDS = 'openly:needs';

/** What a caller must be and, with an API key, be allowed. Without a scope a route is for people who are signed in. */
export interface RouteNeeds {
  role: Role;
  scope: Scope | null;
}

/** Of a route that says nothing. */
const UNSAID: RouteNeeds = { role: 'member', scope: null };

/** Says what a route needs. The role is the scope's where none is given, and `member` without either. */
export function Needs({ role, scope = null }: { role?: Role; scope?: Scope | null }): MethodDecorator {
  const needs: RouteNeeds = { role: role ?? (scope ? scopes[scope].role : UNSAID.role), scope };
  return SetMetadata(NEEDS, needs);
}

/** What this handler's route says that it needs. */
export const saidNeedsOf = (reflector: Reflector, handler: () => unknown): RouteNeeds | undefined =>
  reflector.get<RouteNeeds | undefined>(NEEDS, handler);

/** What this handler's route needs. */
export const needsOf = (reflector: Reflector, handler: () => unknown): RouteNeeds =>
  saidNeedsOf(reflector, handler) ?? UNSAID;

/** Whether an API key on this route acts for one account, which the request names. */
export const actsForAccount = ({ scope }: RouteNeeds): boolean => scope !== null && scopes[scope].of === 'account';

/** @throws DomainError `scope_missing`, which names the scope, or `forbidden` */
export function refuseUnfit(caller: Caller, { role, scope }: RouteNeeds): void {
  if (caller.scopes && scope === null) throw new DomainError('forbidden', 'API keys may not do this.');
  if (caller.scopes && scope !== null && !caller.scopes.includes(scope)) {
    throw new DomainError('scope_missing', `It needs the scope ${scope}.`);
  }
  if (!mayAs(caller.role, role)) throw new DomainError('forbidden', `It needs the role ${role}.`);
}
