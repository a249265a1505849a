import { words } from '../words/served';

/** A sentence of the service: in the reader's language where it is one of the fixed ones. */
export function Served({ text }: { text: string }) {
  const translated = words.value.served[text];
  return translated === undefined ? <span lang="en">{text}</span> : <>{translated}</>;
}
