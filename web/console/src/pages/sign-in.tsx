import { useEffect, useRef, useState } from 'preact/hooks';
import { toProblem } from '../api/problem';
import { hasEnded, signIn } from '../api/session';
import { LanguageSwitch } from '../shell/language-switch';
import { ThemeSwitch } from '../shell/theme-switch';
import { sentenceOf } from '../ui/page-states';
import { words } from '../words';

/** It stands in for any page, so that the address stays and the page is there afterwards. */
export function SignInPage() {
  const says = words.value.signIn;
  const field = useRef<HTMLInputElement>(null);
  const [trouble, setTrouble] = useState<string>();
  const [isWorking, setWorking] = useState(false);
  useEffect(() => {
    document.title = `${says.title} · ipay-connect`;
    field.current?.focus();
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
    <main class="sign-in">
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
    </main>
  );
}
