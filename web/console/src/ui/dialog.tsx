import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { words } from '../words';
import { Icon } from './icon';
import { DialogNotices } from './notices';

interface DialogProps {
  title: string;
  onClose: () => void;
  /** It would be a pity to close it now: something is under way, or would be lost. */
  isHeld?: boolean;
  /** Somebody has tried to close it while it is held. */
  onHeld?: () => void;
  children: ComponentChildren;
}

/** Over the page, until it is closed: the browser keeps the focus in it and gives it back. */
export function Dialog({ title, onClose, isHeld = false, onHeld, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const isGone = useRef(false);
  /** The last press began beside it: who marks a text may end there. */
  const isBeside = useRef(false);
  const isFilledIn = useRef(false);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      isGone.current = true;
      // Taken away while it is open, it would keep the focus from going back where it was.
      dialog?.close();
    };
  }, []);
  const leave = (): void => {
    if (isHeld) onHeld?.();
    else onClose();
  };
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      onClose={() => {
        // Told late: another dialog may be open in its place by then.
        if (!isGone.current) onClose();
      }}
      onCancel={(event) => {
        // Browsers do not let a page refuse it for ever: the second Esc in a row closes it.
        if (!isHeld) return;
        event.preventDefault();
        onHeld?.();
      }}
      onInput={() => {
        isFilledIn.current = true;
      }}
      onPointerDown={({ target }) => {
        // The backdrop is the dialog itself; what stands in it is not.
        isBeside.current = target === element.current;
      }}
      onClick={({ target }) => {
        // What somebody has written is not thrown away by a press that misses.
        if (isBeside.current && target === element.current && !isFilledIn.current) leave();
      }}
    >
      <div class="dialog">
        <div class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button
            type="button"
            class="button-icon"
            aria-label={words.value.common.close}
            onClick={leave}
          >
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
      <DialogNotices />
    </dialog>
  );
}
