import autocannon, { type Request } from 'autocannon';

/** A request of the load. */
export interface Sent {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Who is asked, and for what; another request each time. */
export interface Subject {
  url: string;
  next: () => Sent;
  /** What every answer has to be. */
  status: number;
}

export interface ClosedLoop {
  /** So many ask, each again as soon as it has its answer. */
  connections: number;
  seconds: number;
}

/** How many requests a second are answered as they should be. @throws where one is not */
export async function perSecond(subject: Subject, loop: ClosedLoop): Promise<number> {
  const { url, next, status } = subject;
  const result = await autocannon({
    url,
    connections: loop.connections,
    duration: loop.seconds,
    requests: [{ setupRequest: (request: Request) => ({ ...request, ...next() }) }],
  });
  const answered = Object.entries(result.statusCodeStats ?? {});
  const [others] = answered.filter(([code]) => code !== String(status));
  if (others || result.errors > 0) {
    throw new Error(`${url} answered ${others?.[0] ?? 'nothing'} where ${status} was to come`);
  }
  return result['2xx'] / result.duration;
}

/**
 * Until V8 has compiled what is used often: a process that has just been started takes several times
 * as long over the same, the larger one for longer.
 */
export async function warmUp(subjects: readonly Subject[], connections: number): Promise<void> {
  for (const subject of subjects)
    await perSecond(subject, { connections, seconds: WARM_UP_SECONDS });
}
const WARM_UP_SECONDS = 15;
