const ANYTHING = '…';

/**
 * Whether a command has printed what a page shows. `…` on the page stands for anything; blanks and
 * line ends count on neither side, so that a page may break a long line.
 */
export function isAsShown(printed: string, shown: string): boolean {
  const parts = withoutBlanks(shown).split(ANYTHING).map(escape);
  return new RegExp(`^${parts.join('[^]*?')}$`, 'u').test(withoutBlanks(printed));
}

function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, '');
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
