import { useState } from 'preact/hooks';
import { words } from '../words';
import { Icon } from './icon';
import { notify } from './notices';

const SHOWN_MS = 1_500;

/** @param what is copied, for who cannot see where the button stands */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [isCopied, setCopied] = useState(false);
  const { common } = words.value;
  return (
    <button
      type="button"
      class="button-icon copy"
      aria-label={common.copyOf(what)}
      title={common.copyOf(what)}
      onClick={() => {
        void copyText(text).then((done) => {
          if (!done) return;
          setCopied(true);
          notify(`${common.copied}: ${what}`);
          setTimeout(setCopied, SHOWN_MS, false);
        });
      }}
    >
      <Icon name={isCopied ? 'check' : 'copy'} size={14} />
    </button>
  );
}

/** An id that people read out and paste: whole, in fixed width, with its button. */
export function Copyable({ text, what }: { text: string; what: string }) {
  return (
    <span class="copyable">
      <code>{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}

/** @returns whether the clipboard has taken it */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Consoles are also reached over plain http inside a network, where there is no clipboard API. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'out-of-sight';
  const host = document.querySelector('dialog[open]') ?? document.body;
  host.append(field);
  const before = document.activeElement;
  field.select();
  // Nothing else copies without a secure context.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const done = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
