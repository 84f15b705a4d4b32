import { SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { ProblemCode } from '@openly/contracts';
import type { BodyName } from '@openly/contracts/bodies';

const DESCRIPTION = 'openly:description';

/** What is not JSON, by its media type, with an example; beside it the body's name where JSON is given as well. */
export interface OtherContent {
  'application/json'?: BodyName;
  /** JSON lines. */
  'application/jsonl'?: string;
  /** Bytes; the example tells how they begin. */
  'application/octet-stream'?: string;
  [text: `text/${string}`]: string;
}

/** A body's name in `@openly/contracts/bodies`, other content, or null for none. */
export type AnswerContent = BodyName | OtherContent | null;

/** What `/openapi.json` says of a route beyond what its parameters and `@Needs` say already. */
export interface RouteDescription {
  /** Says in a few words what it does. */
  summary: string;
  /** What else is to be known. */
  description?: string;
  /** What it answers with the status of its own: 201 to POST, else 200, or what `@HttpCode` says. */
  answer?: AnswerContent;
  /** Where it has other statuses that tell no problem, or more than one: each of them. */
  answers?: Readonly<Record<number, AnswerContent>>;
  /**
   * The problems of its own. Those that come of what it takes and needs stand there by themselves: `invalid_request`,
   * `unauthenticated`, `idempotency_conflict` and so on, see `commonProblems` in openapi.ts.
   */
  problems?: readonly ProblemCode[];
  /** It takes HTML forms too, and answers those and browsers with pages. */
  forPeople?: boolean;
}

/** Says what a route is for and what it answers; every route has one. */
export const Describe = (description: RouteDescription): MethodDecorator => SetMetadata(DESCRIPTION, description);

/** What this handler's route says of itself. */
export const descriptionOf = (reflector: Reflector, handler: () => unknown): RouteDescription | undefined =>
  reflector.get<RouteDescription | undefined>(DESCRIPTION, handler);
