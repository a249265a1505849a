/** A refusal of the service (RFC 9457), or that it did not answer. */
export class ApiProblem extends Error {
  override name = 'ApiProblem';
  readonly code: string;
  /** 0 where no answer came. */
  readonly status: number;
  readonly detail: string;
  readonly requestId: string | null;
  /** Field → what is the matter with it, where the request was not valid. */
  readonly fields: ReadonlyMap<string, string>;
  /** All that it carries, as its code promises. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(status: number, document: unknown) {
    const { title, code, detail, requestId, errors } = (document ?? {}) as Partial<ProblemDocument>;
    super(title ?? `HTTP ${status}`);
    this.status = status;
    this.code = code ?? (status === 0 ? 'network' : 'internal-error');
    this.detail = detail ?? '';
    this.requestId = requestId ?? null;
    this.members = (document ?? {}) as Readonly<Record<string, unknown>>;
    this.fields = new Map(errors?.map(({ field, message }) => [field, message]));
  }
}

interface ProblemDocument {
  title: string;
  code: string;
  detail: string;
  requestId: string;
  errors: { field: string; message: string }[];
}

export function toProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : new ApiProblem(0, undefined);
}
