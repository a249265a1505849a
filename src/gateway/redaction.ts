/** Keeps a gateway key out of everything that outlives its request. */

const REDACTED = '[redacted]';

/** Text as Postgres takes it, in text and in jsonb: without NUL and without lone surrogates. */
export function storable(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, '');
}

/**
 * A function that makes text storable and puts `[redacted]` where the key stood: as it is, in
 * another case, or with any of its characters escaped for a URL, JSON or HTML, as error pages echo
 * a request (Java's usual JSON writes `=` as `\u003d`, PHP's `/` as `\/`). What storable() takes
 * out first cannot join two halves of the key afterwards.
 */
export function redactor(apiKey: string): (text: string) => string {
  const inLowerCase = apiKey.toLowerCase();
  let written: RegExp | undefined;
  return (text) => {
    const clean = storable(text);
    // The pattern is dear to build, and nearly every text has neither the key nor any escape.
    if (!/[%\\&]/.test(clean) && !clean.toLowerCase().includes(inLowerCase)) return clean;
    written ??= patternOf(apiKey);
    return clean.replace(written, REDACTED);
  };
}

function patternOf(apiKey: string): RegExp {
  const escaped = Array.from(storable(apiKey), spellings).join('');
  return new RegExp(`${literally(apiKey)}|${escaped}`, 'giu');
}

/**
 * The ways to write a character. No two of them may match at one place, lest a text of nothing but
 * near misses takes for ever; so a backslash among escapes is always an escaped one.
 */
function spellings(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).padStart(2, '0');
  const plain = character === '\\' ? [] : [literally(character)];
  const escapes = [
    literally(`\\${character}`),
    literally(encodeURIComponent(character)),
    `%${hex}`,
    `\\\\u${hex.padStart(4, '0')}`,
    `&#0*${code};`,
    `&#x0*${hex};`,
  ];
  return `(?:${[...plain, ...new Set(escapes)].join('|')})`;
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
