import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Problem } from '../../../src/http/problem';
import { Public } from '../../../src/http/public';
import { RequireScope, type Caller } from '../../../src/access';
import { AccessGuard } from '../../../src/access/access.guard';
import type { RateLimits } from '../../../src/access/rate-limits';
import type { Callers } from '../../../src/access/callers';
import { callerOfToken } from '../../../src/access/caller';
import type { SessionTrail } from '../../../src/access/session-trail';

class Open {
  @Public() health(): void {
    return;
  }
  @RequireScope('orders:read') read(): void {
    return;
  }
  @RequireScope('orders:write') write(): void {
    return;
  }
  forgotten(): void {
    return;
  }
}

@RequireScope('orders:write')
class Whole {
  each(): void {
    return;
  }
  @RequireScope('orders:read') own(): void {
    return;
  }
}

const caller = callerOfToken('018f0000-0000-7000-8000-000000000000', {
  scopes: ['orders:read'],
  merchantIds: null,
});
const callers = {
  identify: ({ headers }: { headers: { authorization?: string } }) =>
    headers.authorization === undefined
      ? Promise.reject(new Error('refused'))
      : Promise.resolve({ caller, actsInSession: headers.authorization === 'a session' }),
} as unknown as Callers;
const counted: Caller[] = [];
const limits = {
  count: (one: Caller) => {
    counted.push(one);
    return Promise.resolve();
  },
} as unknown as RateLimits;
const noted: Caller[] = [];
const trail = {
  note: (one: Caller) => {
    noted.push(one);
    return Promise.resolve();
  },
} as unknown as SessionTrail;
const guard = new AccessGuard(new Reflector(), callers, limits, trail);

async function call(
  controller: new () => object,
  handler: string,
  authorization?: string,
): Promise<unknown> {
  const request: { headers: object; caller?: Caller } = { headers: { authorization } };
  const context = {
    getClass: () => controller,
    getHandler: () => (controller.prototype as Record<string, unknown>)[handler],
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({}) }),
  } as unknown as ExecutionContext;
  try {
    await guard.canActivate(context);
    return request.caller ?? 'anybody';
  } catch (error) {
    return error instanceof Problem ? error.definition.code : (error as Error).message;
  }
}

describe('the guard', () => {
  it('lets anybody through to a public handler', async () => {
    expect(await call(Open, 'health')).toBe('anybody');
  });

  it('lets a token with the scope through, as the caller', async () => {
    counted.length = 0;
    expect(await call(Open, 'read', 'Bearer good')).toBe(caller);
    expect(counted).toEqual([caller]);
  });

  it('refuses a token without the scope, and whoever is nobody', async () => {
    expect(await call(Open, 'write', 'Bearer good')).toBe('insufficient-scope');
    expect(await call(Open, 'read')).toBe('refused');
  });

  it('takes the scope of the controller where the handler names none', async () => {
    expect(await call(Whole, 'each', 'Bearer good')).toBe('insufficient-scope');
    expect(await call(Whole, 'own', 'Bearer good')).toBe(caller);
  });

  it('notes what a session does, and nothing that is refused or done by a bearer', async () => {
    noted.length = 0;
    expect(await call(Open, 'write', 'a session')).toBe('insufficient-scope');
    expect(await call(Open, 'read', 'Bearer good')).toBe(caller);
    expect(noted).toEqual([]);
    expect(await call(Open, 'read', 'a session')).toBe(caller);
    expect(noted).toEqual([caller]);
  });

  it('refuses everybody where nobody said who may call', async () => {
    expect(await call(Open, 'forgotten', 'Bearer good')).toBe(
      'Open.forgotten has neither @RequireScope nor @Public',
    );
  });
});
