import type { ComponentType } from 'preact';
import { lazy } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { live } from '../api/live-stream';
import { ApiProblem } from '../api/problem';
import { beginAnew } from '../begin-anew';
import { Page } from '../ui/page';
import { ErrorState, titleOf } from '../ui/page-states';
import { wordsLoaded } from '../words/vocabulary';

/**
 * A page that is fetched when it is first opened, and drawn when its words are there, too. Where it
 * does not come, that is said in its place.
 */
export function fetched(load: () => Promise<{ default: ComponentType }>): ComponentType {
  return lazy(async () => {
    try {
      const page = await load();
      await wordsLoaded();
      return page;
    } catch {
      return { default: NotFetched };
    }
  });
}

function NotFetched() {
  const problem = new ApiProblem(0, undefined);
  useEffect(
    () =>
      live.subscribe((state) => {
        if (state === 'live') void beginAnew();
      }),
    [],
  );
  return (
    <Page title={titleOf(problem)}>
      <ErrorState problem={problem} onRetry={() => void beginAnew({ isAsked: true })} />
    </Page>
  );
}
