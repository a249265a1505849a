import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { words } from '../words';
import { copyText } from './copy';
import { Dialog } from './dialog';
import { Icon } from './icon';

interface SecretOnceProps {
  title: string;
  /** What it is called: `Return secret`. */
  what: string;
  secret: string;
  /** From then on it is nowhere any more: let go of it here, too. */
  onClose: () => void;
  /** What it is for. */
  children?: ComponentChildren;
}

/**
 * A secret that the service tells once. It is on the page as long as the dialog is, and who closes it
 * without having copied it is asked whether that is meant.
 */
export function SecretOnce({ title, what, secret, onClose, children }: SecretOnceProps) {
  const { forms: says, common } = words.value;
  const [isCopied, setCopied] = useState(false);
  const [isWarned, setWarned] = useState(false);
  const [isByHand, setByHand] = useState(false);
  const copy = async (): Promise<void> => {
    if (await copyText(secret)) setCopied(true);
    else setByHand(true);
  };
  const isHeld = !isCopied && !isWarned;
  return (
    <Dialog
      title={title}
      onClose={onClose}
      isHeld={isHeld}
      onHeld={() => {
        setWarned(true);
      }}
    >
      {children}
      <div
        class="secret"
        role="group"
        aria-label={what}
        onCopy={() => {
          setCopied(true);
        }}
      >
        <code>{secret}</code>
        <button type="button" class="button button-primary" autofocus onClick={() => void copy()}>
          <Icon name={isCopied ? 'check' : 'copy'} />
          {isCopied ? common.copied : common.copyOf(what)}
        </button>
      </div>
      <p>
        <strong>{says.shownOnce}</strong> {says.keepIt}
      </p>
      <p class="field-trouble" role="alert">
        {isByHand && !isCopied && says.copyByHand}
        {isWarned && !isCopied && says.notCopied}
      </p>
      <div class="dialog-actions">
        <button
          type="button"
          class="button"
          onClick={() => {
            if (isHeld) setWarned(true);
            else onClose();
          }}
        >
          {isWarned && !isCopied ? says.closeUncopied : says.kept}
        </button>
      </div>
    </Dialog>
  );
}
