import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { toProblem } from '../api/problem';
import type { Scope } from '../api/schemas';
import { may } from '../api/session';
import { words } from '../words';
import { notify } from './notices';
import { sentenceOf } from './page-states';

interface ActProps {
  /** What it needs of the session; without it the button is there, disabled, and says why. */
  scope?: Scope;
  /** Why it makes no sense now. */
  hindrance?: string | undefined;
  className?: string;
  /** What the button says while it is done, where that takes long. */
  busy?: string;
  /** Trouble is shown as a notice. */
  act: () => void | Promise<void>;
  children: ComponentChildren;
}

/** A button that does something to the world: once at a time, and only for who may. */
export function Act({ scope, hindrance, className = 'button', busy, act, children }: ActProps) {
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const reason =
    scope && !may(scope) ? words.value.common.needsScope(scope) : (hindrance ?? undefined);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      await act();
    } catch (error) {
      notify(sentenceOf(toProblem(error)), { isTrouble: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <span class="act">
      <button
        type="button"
        class={className}
        // It keeps the focus, so that who comes by keyboard hears the reason.
        aria-disabled={reason !== undefined || isBusy}
        aria-describedby={reason === undefined ? undefined : id}
        title={reason}
        onClick={() => {
          if (reason === undefined && !isBusy) void run();
        }}
      >
        {isBusy && busy !== undefined ? busy : children}
      </button>
      {reason !== undefined && (
        <span id={id} class="out-of-sight">
          {reason}
        </span>
      )}
    </span>
  );
}
