/**
 * Whether somebody has typed this name. Runs of spaces look like one on a page, and the same letter
 * can be written in two ways; capitals are looked at.
 */
export function isSameName(typed: string, name: string): boolean {
  return plain(typed) === plain(name);
}

function plain(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
