import type { OpenApiDocument } from '../../src/openapi/openapi';

const STANDARD = ['type', 'title', 'status', 'detail', 'code', 'requestId'];

interface ProblemSchema {
  description: string;
  properties: Record<string, { const?: string | number }>;
}

const INTRODUCTION = `# Errors

Every refusal is an [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) document of type
\`application/problem+json\`:

\`\`\`json
{
  "type": "urn:problem:order-not-found",
  "title": "There is no such order",
  "status": 404,
  "detail": "There is no such order",
  "code": "order-not-found",
  "requestId": "0d4a8c1e-6e0b-4c52-9a2e-7a51a5c3f9c5"
}
\`\`\`

Branch on \`code\`; show \`detail\` to people; give \`requestId\` to the operators. Some codes carry more,
as is said with them. This page is written by \`npm run openapi\`.
`;

/** The page of every problem that the document knows, by status. */
export function errorsPage(document: OpenApiDocument): string {
  const problems = Object.entries(document.components.schemas)
    .filter(([name]) => name.endsWith('Problem'))
    .map(([name, schema]) => describe(name, schema as unknown as ProblemSchema, document));
  const statuses = [...new Set(problems.map(({ status }) => status))].sort((a, b) => a - b);
  const sections = statuses.map((status) =>
    [
      `## ${status}`,
      '',
      ...problems.filter((each) => each.status === status).map(({ text }) => text),
    ].join('\n'),
  );
  return `${[INTRODUCTION, ...sections].join('\n').trimEnd()}\n`;
}

function describe(
  name: string,
  { description, properties }: ProblemSchema,
  document: OpenApiDocument,
): { status: number; text: string } {
  const members = Object.keys(properties).filter((member) => !STANDARD.includes(member));
  const lines = [
    `### \`${properties.code?.const ?? ''}\``,
    '',
    description,
    '',
    ...(members.length > 0
      ? [`Carries ${members.map((member) => `\`${member}\``).join(', ')}.`, '']
      : []),
    `Answers: ${whoAnswers(name, document)}.`,
    '',
  ];
  return { status: Number(properties.status?.const), text: lines.join('\n') };
}

/** Where most operations answer so, a list of them would say nothing. */
function whoAnswers(name: string, { paths }: OpenApiDocument): string {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const answering = operations.filter(({ responses }) =>
    JSON.stringify(responses).includes(`"#/components/schemas/${name}"`),
  );
  if (answering.length === 0) return 'whatever no operation stands behind';
  return answering.length > operations.length / 4
    ? 'most operations'
    : answering.map(({ operationId }) => `\`${operationId}\``).join(', ');
}
