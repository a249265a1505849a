import type { Answer } from './service';

/** What every refusal is: an RFC 9457 document with these members, whatever else its code promises. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.body).toEqual(
    expect.objectContaining({
      type: `urn:problem:${code}`,
      title: expect.stringMatching(/./),
      status,
      detail: expect.stringMatching(/./),
      code,
      requestId: answer.headers.get('x-request-id'),
    }),
  );
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(JSON.stringify(answer.body)).not.toMatch(/\\n\s+at |\bSELECT\b|node_modules/);
}

/** The fields that a 400 names, sorted. */
export function fieldsOf(answer: Answer): string[] {
  expectProblem(answer, 400, 'validation-failed');
  return answer.body.errors.map((error: { field: string }) => error.field).sort();
}
