export type Language = 'en' | 'bn';

/** Why there is no payment page to go to. */
export type FailureReason =
  /** The shop answered with a status that is no success. */
  | 'refused'
  /** No answer came at all. */
  | 'unreachable'
  /** No payment page within the time limit. */
  | 'timeout'
  /** A success without a `paymentUrl` that a browser may be sent to. */
  | 'unusable';

interface Words {
  pay: string;
  payAmount: (amount: string) => string;
  waiting: string;
  slow: string;
  failed: Record<FailureReason, string>;
}

/** Stands in every label once, as text: there is no logo. */
export const MARK = 'iPay';

const notStarted = 'The payment could not be started. Nothing was charged. Please try again.';
const english: Words = {
  pay: `Pay with ${MARK}`,
  payAmount: (amount) => `Pay ${amount} with ${MARK}`,
  waiting: `Opening ${MARK}…`,
  slow: 'This takes a little longer than usual. Please wait.',
  failed: {
    refused: notStarted,
    unusable: notStarted,
    unreachable:
      'The shop cannot be reached. Nothing was charged. Please check your connection and try again.',
    timeout: 'The shop did not answer in time. Nothing was charged. Please try again.',
  },
};

const bnNotStarted = 'পেমেন্ট শুরু করা যায়নি। কোনো টাকা কাটা হয়নি। আবার চেষ্টা করুন।';
const bangla: Words = {
  pay: `${MARK} দিয়ে পরিশোধ করুন`,
  payAmount: (amount) => `${MARK} দিয়ে ${amount} পরিশোধ করুন`,
  waiting: `${MARK} খোলা হচ্ছে…`,
  slow: 'একটু বেশি সময় লাগছে। অনুগ্রহ করে অপেক্ষা করুন।',
  failed: {
    refused: bnNotStarted,
    unusable: bnNotStarted,
    unreachable:
      'দোকানের সাথে যোগাযোগ করা যাচ্ছে না। কোনো টাকা কাটা হয়নি। ইন্টারনেট সংযোগ দেখে আবার চেষ্টা করুন।',
    timeout: 'দোকান সময়মতো সাড়া দেয়নি। কোনো টাকা কাটা হয়নি। আবার চেষ্টা করুন।',
  },
};

export function wordsIn(language: Language): Words {
  return language === 'bn' ? bangla : english;
}

/** @param amount as in the attribute; what is no amount is left out of the label */
export function labelIn(language: Language, amount: string | null): string {
  const taka = amount === null ? null : takaText(amount, language);
  const words = wordsIn(language);
  return taka === null ? words.pay : words.payAmount(taka);
}

const BENGALI_ZERO = 0x09e6;

/**
 * `৳1,23,456` or `৳১,২৩,৪৫৬.৫০`: thousands first, then by hundreds, as in Bangladesh; poisha only
 * where there are any. Null for what is not an amount in taka: better none than a wrong one.
 */
export function takaText(amount: string, language: Language): string | null {
  const [, whole, poisha = ''] = /^0*(\d+)(?:\.(\d\d?))?$/.exec(amount.trim()) ?? [];
  if (whole === undefined) return null;
  const rest = Number(poisha) === 0 ? '' : `.${poisha.padEnd(2, '0')}`;
  const text = `৳${whole.replace(/\B(?=(?:\d\d)*\d{3}$)/g, ',')}${rest}`;
  if (language === 'en') return text;
  return text.replace(/\d/g, (digit) => String.fromCharCode(BENGALI_ZERO + Number(digit)));
}
