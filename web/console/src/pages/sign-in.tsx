import { useEffect, useRef, useState } from 'preact/hooks';
import { toProblem } from '../api/problem';
import { hasEnded, signIn } from '../api/session';
import { LanguageSwitch } from '../shell/language-switch';
import { ThemeSwitch } from '../shell/theme-switch';
import { sentenceOf } from '../ui/page-states';
import { words } from '../words';

/** It stands in for any page, so that the address stays and the page is there afterwards. */
export function SignInPage() {
  return (
    <main class="sign-in">
      <SignIn />
    </main>
  );
}

/** Over a page that is kept as it is: nothing of it can be seen or reached. */
export function SignInAgain() {
  const cover = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = cover.current;
    dialog?.showModal();
    // Browsers do not let a page refuse Esc for ever.
    const stay = (): void => dialog?.showModal();
    dialog?.addEventListener('close', stay);
    return () => {
      dialog?.removeEventListener('close', stay);
      // The focus goes back to where it was in the page.
      dialog?.close();
    };
  }, []);
  return (
    <dialog
      ref={cover}
      class="sign-in cover"
      aria-label={words.value.signIn.title}
      onCancel={(event) => {
        event.preventDefault();
      }}
    >
      <SignIn />
    </dialog>
  );
}

function SignIn() {
  const says = words.value.signIn;
  const field = useRef<HTMLInputElement>(null);
  const [trouble, setTrouble] = useState<string>();
  const [isWorking, setWorking] = useState(false);
  useEffect(() => {
    const before = document.title;
    document.title = `${says.title} · ipay-connect`;
    field.current?.focus();
    return () => {
      document.title = before;
    };
  }, [says]);

  const submit = async (): Promise<void> => {
    const token = field.current?.value.trim() ?? '';
    if (token === '') {
      setTrouble(says.empty);
      field.current?.focus();
      return;
    }
    setWorking(true);
    setTrouble(undefined);
    try {
      await signIn(token);
    } catch (error) {
      const problem = toProblem(error);
      setTrouble(problem.code === 'unauthorized' ? says.wrong : sentenceOf(problem));
      setWorking(false);
      field.current?.select();
    }
  };

  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        noValidate
      >
        <p class="word-mark">ipay-connect</p>
        <h1>{says.title}</h1>
        <p>{hasEnded.value ? says.ended : says.lead}</p>
        <label for="token">{says.token}</label>
        <input
          ref={field}
          id="token"
          type="password"
          autoComplete="current-password"
          spellcheck={false}
          aria-invalid={trouble !== undefined}
          aria-describedby="token-trouble token-note"
        />
        <p id="token-trouble" class="field-trouble" role="alert">
          {trouble}
        </p>
        <button type="submit" class="button button-primary" disabled={isWorking}>
          {isWorking ? says.working : says.submit}
        </button>
        <p id="token-note" class="faint">
          {says.note}
        </p>
      </form>
      <div class="sign-in-foot">
        <ThemeSwitch />
        <LanguageSwitch />
      </div>
    </>
  );
}
