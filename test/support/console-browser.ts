import { ADMIN_TOKEN, Api, type Answer } from './service';

/** What the console's own page sends with every request that changes something. */
export const OWN_PAGE = { 'x-ipay-console': '1', 'sec-fetch-site': 'same-origin' };

/** The cookie that an answer sets: what a browser sends back. */
export function cookieOf({ headers }: Answer): string {
  const [cookie] = headers.getSetCookie();
  if (cookie === undefined) throw new Error('the answer sets no cookie');
  return cookie.split(';')[0] ?? '';
}

/** A browser that is signed in to the console, at whichever instance it is led to. */
export class ConsoleBrowser {
  private constructor(
    private readonly api: Api,
    readonly cookie: string,
    /** The answer to the sign-in. */
    readonly session: any,
  ) {}

  static async signIn(url: string, token: string = ADMIN_TOKEN): Promise<ConsoleBrowser> {
    const api = new Api(url);
    const answer = await api.post('/console/session', { token }, { token: null });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return new ConsoleBrowser(api, cookieOf(answer), answer.body);
  }

  /** The same browser, led to another instance. */
  at(url: string): ConsoleBrowser {
    return new ConsoleBrowser(new Api(url), this.cookie, this.session);
  }

  /** As the console's own page sends it, or with these headers instead. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = OWN_PAGE,
  ): Promise<Answer> {
    return this.api.send(method, path, body, {
      token: null,
      headers: { cookie: this.cookie, ...headers },
    });
  }

  get = (path: string): Promise<Answer> => this.send('GET', path, undefined, {});
  post = (path: string, body?: unknown): Promise<Answer> => this.send('POST', path, body);
}
