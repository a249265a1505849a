/** The people who can pay here, one for each fate, listed on the login page. Pure. */
import { type OrderState } from './states';

export type Fate = 'pays' | 'insufficient-balance' | 'blocked' | 'limit-crossed' | 'wrong-pin';

export interface Member {
  readonly mobile: string;
  readonly name: { readonly en: string; readonly bn: string };
  readonly fate: Fate;
  readonly secondFactor: boolean;
}

export const PIN = '1234';
export const SECOND_FACTOR_CODE = '123456';

/** That many wrong PINs end the order as failed, as a blocked account does. */
export const PIN_TRIES = 3;

export const MEMBERS: readonly Member[] = [
  {
    mobile: '01700000001',
    name: { en: 'Amina Rahman', bn: 'আমিনা রহমান' },
    fate: 'pays',
    secondFactor: false,
  },
  {
    mobile: '01700000002',
    name: { en: 'Babul Hossain', bn: 'বাবুল হোসেন' },
    fate: 'pays',
    secondFactor: true,
  },
  {
    mobile: '01700000003',
    name: { en: 'Chitra Das', bn: 'চিত্রা দাস' },
    fate: 'insufficient-balance',
    secondFactor: false,
  },
  {
    mobile: '01700000004',
    name: { en: 'Dipu Sarkar', bn: 'দিপু সরকার' },
    fate: 'blocked',
    secondFactor: false,
  },
  {
    mobile: '01700000005',
    name: { en: 'Eshita Khan', bn: 'ঈশিতা খান' },
    fate: 'limit-crossed',
    secondFactor: true,
  },
  {
    mobile: '01700000006',
    name: { en: 'Farhan Ali', bn: 'ফারহান আলী' },
    fate: 'wrong-pin',
    secondFactor: false,
  },
];

/** The last ten digits count, so that `+880 1700-000001` and Bangla digits find their member. */
export function memberOf(mobile: string): Member | null {
  const digits = latinDigits(mobile).replace(/\D/g, '').slice(-10);
  return MEMBERS.find((member) => member.mobile.endsWith(digits) && digits.length === 10) ?? null;
}

export function acceptsPin(member: Member, pin: string): boolean {
  return member.fate !== 'wrong-pin' && latinDigits(pin).trim() === PIN;
}

export function acceptsCode(code: string): boolean {
  return latinDigits(code).replace(/\s/g, '') === SECOND_FACTOR_CODE;
}

/** What Pay comes to. */
export function outcomeOf(member: Member): Extract<OrderState, 'paid' | 'failed'> {
  return member.fate === 'pays' ? 'paid' : 'failed';
}

function latinDigits(text: string): string {
  return text.replace(/[০-৯]/g, (digit) => String('০১২৩৪৫৬৭৮৯'.indexOf(digit)));
}
