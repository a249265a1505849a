/** The hosts in a text that has one in each line, or commas between them. */
export function hostsIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((host) => host !== '');
}
