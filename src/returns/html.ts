/** Markup. Whatever else is put into {@link html} is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

/** HTML that is safe by default; null leaves nothing. */
export function html(literals: TemplateStringsArray, ...parts: (Html | string | null)[]): Html {
  const text = literals.reduce(
    (whole, literal, i) => whole + rendered(parts[i - 1] ?? null) + literal,
  );
  return new Html(text);
}

function rendered(part: Html | string | null): string {
  if (part === null) return '';
  return part instanceof Html ? part.text : escaped(part);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
