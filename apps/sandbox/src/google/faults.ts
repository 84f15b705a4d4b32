import { ApiProblem } from './api-problem.js';

/** One arranged failure of the emulated Google. */
export interface ApiFault {
  /** Matched against `METHOD /path`, e.g. `/^POST .*drafts\/send$/`. */
  match: RegExp;
  /** HTTP status of the answer; 0 cuts the connection without one. */
  status: number;
  /** Gmail's machine-readable reason, e.g. `userRateLimitExceeded`. */
  reason?: string;
  /** `true`: the call is carried out and only its answer is lost; `false` (default): it is not carried out. */
  carriedOut?: boolean;
  /** How many calls fail before the fault is used up. Default 1. */
  times?: number;
}

/** Failures on demand, for tests and fault drills. */
export class Faults {
  /** Status of the next send from the page, or null. */
  private sendStatus: number | null = null;
  private apiFaults: Required<ApiFault>[] = [];
  /** Milliseconds every call of the Gmail API waits before it is carried out. */
  apiDelayMs = 0;

  /** The next Send pressed in the page fails with this status, as when Gmail's own server fails. The mail does not go out. */
  failNextSend(status: number): void {
    this.sendStatus = status;
  }

  /** Calls of the Gmail API or the token endpoint that match fail as described. Faults are used up in the order they were arranged. */
  failNextApiCall(fault: ApiFault): void {
    this.apiFaults.push({ reason: reasonOf(fault.status), carriedOut: false, times: 1, ...fault });
  }

  /** Forgets whatever was arranged and not yet used up. */
  clear(): void {
    this.sendStatus = null;
    this.apiFaults = [];
    this.apiDelayMs = 0;
  }

  takeSendFault(): number | null {
    const status = this.sendStatus;
    this.sendStatus = null;
    return status;
  }

  takeApiFault(methodAndPath: string): Required<ApiFault> | null {
    const fault = this.apiFaults.find((candidate) => candidate.match.test(methodAndPath));
    if (!fault) return null;
    fault.times -= 1;
    if (fault.times <= 0) this.apiFaults = this.apiFaults.filter((candidate) => candidate !== fault);
    return fault;
  }
}

function reasonOf(status: number): string {
  if (status === 401) return 'authError';
  if (status === 403 || status === 429) return 'rateLimitExceeded';
  if (status === 404) return 'notFound';
  return status >= 500 ? 'backendError' : 'badRequest';
}

/** The status that makes the server cut the connection instead of answering. */
export const CUT_CONNECTION = 599;

/** The answer of a call that was made to fail. */
export function failure(fault: { status: number; reason: string }): Response {
  if (fault.status === 0) return new Response(null, { status: CUT_CONNECTION });
  return new ApiProblem(fault.status, 'Arranged failure', fault.reason).toResponse();
}
