/** Keeps a gateway key out of everything that outlives its request. */

const REDACTED = '[redacted]';

/** Text as Postgres takes it, in text and in jsonb: without NUL and without lone surrogates. */
export function storable(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, '');
}

/**
 * A function that makes text storable and puts `[redacted]` where the key stood: as it is, in
 * another case, percent-encoded, with JSON or HTML escapes, or half of each, as error pages echo a
 * request. What is cut out first cannot join two halves of the key afterwards.
 */
export function redactor(apiKey: string): (text: string) => string {
  const key = new RegExp(Array.from(storable(apiKey), spellings).join(''), 'giu');
  return (text) => storable(text).replace(key, REDACTED);
}

function spellings(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).padStart(2, '0');
  const percent = encodeURIComponent(character);
  const literal = [character, percent, `\\${character}`, `\\u${hex.padStart(4, '0')}`].map(
    literally,
  );
  return `(?:${[...literal, `%${hex}`, `&#0*${code};`, `&#x0*${hex};`].join('|')})`;
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
