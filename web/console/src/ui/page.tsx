import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { live, liveAt } from '../api/live-stream';
import { words } from '../words';
import { clockTime } from './time';

interface PageProps {
  /** The tab's title, and the heading where there is no other. */
  title: string;
  heading?: ComponentChildren;
  /** What can be done on the page. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** The page that opens first leaves the focus to the search box. */
let isFirst = true;

/** The frame of every page: its title, its actions; new pages begin at their heading. */
export function Page({ title, heading = title, actions, children }: PageProps) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirst) head.current?.focus();
    isFirst = false;
  }, []);
  useEffect(() => {
    document.title = `${title} · ipay-connect`;
  }, [title]);
  return (
    <div class="page">
      <div class="page-head">
        <h1 ref={head} tabIndex={-1}>
          {heading}
        </h1>
        {actions !== undefined && <div class="page-actions">{actions}</div>}
      </div>
      <StaleNotice />
      {children}
    </div>
  );
}

/** Less is not worth moving the page for: a tab that comes back has read up by then. */
const WORTH_SAYING_MS = 2_000;

/** Numbers that are not live say so. */
function StaleNotice() {
  const { live: says } = words.value;
  const isStale = live.value === 'paused' || live.value === 'reconnecting';
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    setShown(false);
    if (!isStale) return;
    const timer = setTimeout(setShown, WORTH_SAYING_MS, true);
    return () => {
      clearTimeout(timer);
    };
  }, [isStale]);
  if (!isStale || !isShown) return null;
  return (
    <p class="stale">
      {says.staleSince} <span class="figures">{clockTime(new Date(liveAt.value))}</span>.{' '}
      {says.mayBeOld}
    </p>
  );
}
