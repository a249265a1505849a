import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

interface PopupProps {
  /** What the button shows. */
  button: ComponentChildren;
  /** What it is called, where what it shows is no word. */
  label?: string;
  className?: string;
  /** Called with how to close it. */
  children: (close: () => void) => ComponentChildren;
}

/** A button and a panel under it; Esc and whatever happens elsewhere close it. */
export function Popup({ button, label, className = 'button', children }: PopupProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return;
    const leave = ({ target }: Event): void => {
      if (target instanceof Node && !root.current?.contains(target)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      close();
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    document.addEventListener('keydown', onKey, true);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
      document.removeEventListener('keydown', onKey, true);
    };
  }, [isOpen]);
  return (
    <div class="popup" ref={root}>
      <button
        ref={opener}
        type="button"
        class={className}
        aria-label={label}
        title={label}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        {button}
      </button>
      {isOpen && (
        <div class="popup-panel" id={id}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
