import type { ComponentChildren } from 'preact';
import type { ApiProblem } from '../api/problem';
import { words } from '../words';
import { CopyButton } from './copy';

/** The same quiet frame for pages and parts of pages that have nothing to show. */
function Nothing({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="nothing">
      <p class="nothing-title">{title}</p>
      {children}
    </div>
  );
}

export function EmptyState({ title, children }: { title: string; children?: ComponentChildren }) {
  return <Nothing title={title}>{children}</Nothing>;
}

/** Shown only when it takes a moment, so that quick answers do not flicker. */
export function Loading({ says = words.value.common.loading }: { says?: string }) {
  return (
    <p class="loading" role="status">
      {says}
    </p>
  );
}

/** What happened, and what to do next. */
export function ErrorState({
  problem,
  onRetry,
  children,
}: {
  problem: ApiProblem;
  onRetry?: () => void;
  children?: ComponentChildren;
}) {
  const { common } = words.value;
  return (
    <div class="nothing nothing-error" role="alert">
      <p class="nothing-title">{titleOf(problem)}</p>
      {problem.detail !== '' && <p lang="en">{problem.detail}</p>}
      <p>{remedyOf(problem)}</p>
      {onRetry && (
        <button type="button" class="button" onClick={onRetry}>
          {common.retry}
        </button>
      )}
      {children}
      {problem.requestId !== null && (
        <p class="faint">
          {common.requestId} <code>{problem.requestId}</code>
          <CopyButton text={problem.requestId} what={common.requestId} />
        </p>
      )}
    </div>
  );
}

/** What is shown was loaded before, and loading it anew has failed. */
export function NotRenewed({ problem }: { problem: ApiProblem | undefined }) {
  if (!problem) return null;
  return (
    <p class="stale" role="alert">
      {words.value.live.mayBeOld} {sentenceOf(problem)}
    </p>
  );
}

export function BrokenState() {
  const { common } = words.value;
  return (
    <div class="nothing nothing-error" role="alert">
      <p class="nothing-title">{common.broken}</p>
      <p>{common.brokenHint}</p>
      <button
        type="button"
        class="button"
        onClick={() => {
          location.reload();
        }}
      >
        {common.reload}
      </button>
    </div>
  );
}

export function remedyOf({ code }: ApiProblem): string {
  const { remedies, otherwise } = words.value.problems;
  return remedies[code] ?? otherwise;
}

export function titleOf(problem: ApiProblem): string {
  return problem.status === 0 ? words.value.problems.network : problem.message;
}

/** One line for where there is little room. */
export function sentenceOf(problem: ApiProblem): string {
  return `${titleOf(problem)}. ${remedyOf(problem)}`;
}
