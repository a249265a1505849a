import { SECOND_FACTOR_CODE, MEMBERS, PIN, type Fate } from './members';

export interface BuyerOptions {
  /** Whose fate it is to be; default `pays`. */
  fate?: Fate;
  decision?: 'pay' | 'cancel';
}

/**
 * Walks the payer's way over HTTP as a browser would (login, second factor, Pay or Cancel) and
 * returns the address the browser would be sent to, without going there.
 * `paymentUrl` may come without a scheme; then it is taken for http.
 */
export async function walkAsBuyer(
  paymentUrl: string,
  { fate = 'pays', decision = 'pay' }: BuyerOptions = {},
): Promise<string> {
  const page = /^https?:\/\//.test(paymentUrl) ? paymentUrl : `http://${paymentUrl}`;
  const member = MEMBERS.find((candidate) => candidate.fate === fate);
  if (member === undefined) throw new Error(`no member has the fate ${fate}`);

  let cookie = '';
  const submit = async (step: string, fields: Record<string, string>): Promise<string> => {
    const answer = await fetch(`${page}/${step}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: cookie === '' ? {} : { cookie },
      redirect: 'manual',
    });
    await answer.body?.cancel();
    const set = answer.headers.getSetCookie()[0];
    if (set !== undefined) cookie = set.split(';', 1)[0] ?? '';
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`the payment page answered ${answer.status} to ${step}`);
    return location;
  };

  let location = await submit('login', { mobile: member.mobile, pin: PIN });
  while (fate === 'wrong-pin' && location.startsWith('/')) {
    location = await submit('login', { mobile: member.mobile, pin: PIN });
  }
  if (!location.startsWith('/')) return location;
  if (member.secondFactor) await submit('code', { code: SECOND_FACTOR_CODE });
  return submit('decision', { decision });
}
