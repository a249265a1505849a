import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLONE_FOLDER } from '../../../tools/state/local-folder';

/** A fenced block of a page; docs/README.md says what the words behind the language mean. */
export interface FencedBlock {
  language: string;
  /** What stands behind the language. */
  words: string[];
  text: string;
  /** The second-level heading that it stands below. */
  section: string;
  /** Where the page has it, from 1. */
  line: number;
}

const FENCE = /^```(\S*)[ \t]*(.*)\n((?:(?!```).*\n)*)^```$/gm;

/** Reads a page of `docs/`, top to bottom. */
export function readBlocks(page: string): FencedBlock[] {
  return blocksOf(readFileSync(join(CLONE_FOLDER, 'docs', page), 'utf8'));
}

export function blocksOf(markdown: string): FencedBlock[] {
  return [...markdown.matchAll(FENCE)].map((match) => {
    const [, language = '', words = '', text = ''] = match;
    const before = markdown.slice(0, match.index);
    return {
      language,
      words: words.split(/\s+/).filter((word) => word !== ''),
      text,
      section: [...before.matchAll(/^## (.+)$/gm)].at(-1)?.[1] ?? '',
      line: before.split('\n').length,
    };
  });
}
