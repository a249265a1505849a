export interface Deadline {
  readonly signal: AbortSignal;
  end(): void;
}

/** Ends when the time is up or the caller cancels, whichever comes first. */
export function startDeadline(timeoutMs: number, cancelled?: AbortSignal): Deadline {
  const controller = new AbortController();
  const cancel = (): void => {
    controller.abort('cancelled');
  };
  const timer = setTimeout(() => {
    controller.abort(`no answer within ${timeoutMs} ms`);
  }, timeoutMs);
  cancelled?.addEventListener('abort', cancel, { once: true });
  if (cancelled?.aborted) cancel();
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      cancelled?.removeEventListener('abort', cancel);
    },
  };
}
