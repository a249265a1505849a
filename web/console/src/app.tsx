import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { followAttention } from './api/attention';
import { followOrders } from './api/live-stream';
import { toProblem, type ApiProblem } from './api/problem';
import { findSession, hasEnded, lookAtSessionAgain, session } from './api/session';
import { CONSOLE_PAGES } from './pages';
import { HomePage } from './pages/home';
import { NotFoundPage } from './pages/not-found';
import { SignInAgain, SignInPage } from './pages/sign-in';
import { Header } from './shell/header';
import { KeysDialog } from './shell/keys-dialog';
import { useListKeys } from './ui/list-keys';
import { BrokenState, ErrorState, Loading } from './ui/page-states';
import { Notices } from './ui/notices';
import { words } from './words';

/** Addresses of the console; the queue view under it is a page of the service's own. */
const SCOPE = /^\/console(?!\/queues)(?:[/?#]|$)/;

export function App() {
  const [problem, setProblem] = useState<ApiProblem>();
  const look = (): void => {
    setProblem(undefined);
    findSession().catch((error: unknown) => {
      setProblem(toProblem(error));
    });
  };
  useEffect(look, []);
  useEffect(() => {
    const lookAgain = (): void => {
      if (!document.hidden) void lookAtSessionAgain().catch(() => undefined);
    };
    document.addEventListener('visibilitychange', lookAgain);
    return () => {
      document.removeEventListener('visibilitychange', lookAgain);
    };
  }, []);

  if (problem) return <ErrorState problem={problem} onRetry={look} />;
  if (session.value === undefined) return <Loading says={words.value.signIn.checking} />;
  if (session.value === null) return <SignInPage />;
  return (
    <LocationProvider scope={SCOPE}>
      <Console key={session.value.actor} />
      {hasEnded.value && <SignInAgain />}
    </LocationProvider>
  );
}

function Console() {
  const [isBroken, setBroken] = useState(false);
  const isOver = hasEnded.value;
  useEffect(() => (isOver ? undefined : followOrders()), [isOver]);
  useEffect(() => (isOver ? undefined : followAttention()), [isOver]);
  useListKeys();
  return (
    <>
      <a class="skip" href="#page">
        {words.value.nav.skip}
      </a>
      <Header />
      <main id="page" tabIndex={-1}>
        {isBroken ? (
          <BrokenState />
        ) : (
          <ErrorBoundary
            onError={(error) => {
              console.error(error);
              setBroken(true);
            }}
          >
            <Router>
              {CONSOLE_PAGES.map(({ path, component }) => (
                <Route key={path} path={path} component={component} />
              ))}
              <Route path="/console" component={HomePage} />
              <Route default component={NotFoundPage} />
            </Router>
          </ErrorBoundary>
        )}
      </main>
      <Notices />
      <KeysDialog />
    </>
  );
}
