import { Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/** Twice the interval at which balancers usually ask for the readiness of small fleets. */
const QUIET_MS = 1_000;

/** Asked by machines until the very end; they keep no process alive. */
const PROBES = new Set(['/health/live', '/health/ready', '/metrics']);

/**
 * The requests that this process has accepted and not answered yet. A process that is told to end
 * goes on serving until nobody sends it requests any more: closing the door while a balancer still
 * sends would break connections that the system has already accepted.
 */
@Injectable()
export class OpenRequests {
  private readonly open = new Set<FastifyRequest>();
  private lastAt = -Infinity;
  private isDraining = false;

  watch(app: NestFastifyApplication): void {
    const fastify = app.getHttpAdapter().getInstance();
    fastify.addHook('onRequest', (request, _reply, done) => {
      if (!PROBES.has(request.routeOptions.url ?? '')) this.open.add(request);
      done();
    });
    fastify.addHook('onSend', (_request, reply, _payload, done) => {
      // A connection that is kept would keep the server open after its last answer.
      if (this.isDraining) void reply.header('connection', 'close');
      done();
    });
    fastify.addHook('onResponse', (request, _reply, done) => {
      if (this.open.delete(request)) this.lastAt = performance.now();
      done();
    });
  }

  get count(): number {
    return this.open.size;
  }

  /**
   * From now on every answer ends its connection.
   * @returns when everything is answered and nothing new has come for a moment, or time is up
   */
  async drained(limitMs: number): Promise<void> {
    this.isDraining = true;
    const giveUpAt = performance.now() + limitMs;
    for (;;) {
      const now = performance.now();
      const quietAt = this.open.size > 0 ? now + QUIET_MS : this.lastAt + QUIET_MS;
      const nextMs = Math.min(quietAt, giveUpAt) - now;
      if (nextMs <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, Math.min(nextMs, QUIET_MS / 20)));
    }
  }
}
