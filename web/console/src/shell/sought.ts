/** Spaces, and the unseen marks that messengers put around what is copied out of them. */
const AROUND =
  /^[\s\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]+|[\s\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]+$/g;

/** What somebody looks for, out of what was pasted. */
export function soughtIn(text: string): string {
  return text.replace(AROUND, '');
}
