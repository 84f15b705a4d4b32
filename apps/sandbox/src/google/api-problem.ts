/** An error in the form Google's APIs answer with. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly reason: string,
  ) {
    super(message);
  }

  toResponse(): Response {
    const error = {
      code: this.status,
      message: this.message,
      status: STATUS_NAMES[this.status] ?? (this.status >= 500 ? 'UNAVAILABLE' : 'INVALID_ARGUMENT'),
      errors: [
        {
          message: this.message,
          domain: this.status === 403 || this.status === 429 ? 'usageLimits' : 'global',
          reason: this.reason,
        },
      ],
    };
    return Response.json({ error }, { status: this.status });
  }
}

const STATUS_NAMES: Record<number, string> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
};

export const notFound = (): ApiProblem => new ApiProblem(404, 'Requested entity was not found.', 'notFound');
