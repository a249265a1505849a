/** What the payer reads, in English and Bangla. */
import { type Fate } from '../members';
import { type OrderState } from '../states';
import { type Language } from './language';

export interface PayerWords {
  otherLanguage: string;
  playMoney: string;
  logIn: string;
  logInToPay: string;
  mobile: string;
  pin: string;
  members: string;
  membersHint: (pin: string, code: string) => string;
  secondFactor: string;
  fates: Record<Fate, string>;
  enterCode: string;
  codeSent: (mobile: string, code: string) => string;
  code: string;
  goOn: string;
  confirm: string;
  payingAs: (name: string) => string;
  pay: (amount: string) => string;
  cancel: string;
  amount: string;
  merchant: string;
  description: string;
  reference: string;
  order: string;
  payBefore: string;
  closed: Record<Exclude<OrderState, 'created'>, string>;
  backToShop: string;
  unknownOrder: string;
  unknownOrderHint: string;
  unknownMember: string;
  wrongPin: (left: number) => string;
  wrongCode: string;
}

const english: PayerWords = {
  otherLanguage: 'বাংলা',
  playMoney: 'Play money: nothing here is real.',
  logIn: 'Log in',
  logInToPay: 'Log in to pay',
  mobile: 'Mobile number',
  pin: 'PIN',
  members: 'Members to try',
  membersHint: (pin, code) => `Tap one to log in. Every PIN is ${pin}, every code ${code}.`,
  secondFactor: 'asks for a code',
  fates: {
    pays: 'pays',
    'insufficient-balance': 'has too little balance',
    blocked: 'has a blocked account',
    'limit-crossed': 'has crossed the limit',
    'wrong-pin': 'never gets the PIN right',
  },
  enterCode: 'Enter the code',
  codeSent: (mobile, code) => `A code was sent to ${mobile}. In the sandbox it is always ${code}.`,
  code: '6-digit code',
  goOn: 'Continue',
  confirm: 'Confirm the payment',
  payingAs: (name) => `You are paying as ${name}.`,
  pay: (amount) => `Pay ${amount}`,
  cancel: 'Cancel',
  amount: 'Amount',
  merchant: 'To',
  description: 'For',
  reference: 'Reference',
  order: 'Order',
  payBefore: 'Pay before',
  closed: {
    paid: 'This order is paid',
    cancelled: 'This order was cancelled',
    failed: 'The payment failed',
    expired: 'This order has expired',
    error: 'Technical problem with this order',
  },
  backToShop: 'Back to the shop',
  unknownOrder: 'There is no such order',
  unknownOrderHint: 'Check the address, or go back to the shop and start again.',
  unknownMember: 'No member has this mobile number. Pick one from the list.',
  wrongPin: (left) => (left === 1 ? 'Wrong PIN. 1 try left.' : `Wrong PIN. ${left} tries left.`),
  wrongCode: 'Wrong code. Try again.',
};

const bangla: PayerWords = {
  otherLanguage: 'English',
  playMoney: 'খেলার টাকা, আসল লেনদেন নয়।',
  logIn: 'লগ ইন',
  logInToPay: 'টাকা দিতে লগ ইন করুন',
  mobile: 'মোবাইল নম্বর',
  pin: 'পিন',
  members: 'যাঁদের দিয়ে পরীক্ষা করতে পারেন',
  membersHint: (pin, code) => `লগ ইন করতে একজনকে বেছে নিন। সবার পিন ${pin}, কোড ${code}।`,
  secondFactor: 'কোড লাগবে',
  fates: {
    pays: 'টাকা দিতে পারেন',
    'insufficient-balance': 'ব্যালেন্স যথেষ্ট নয়',
    blocked: 'অ্যাকাউন্ট বন্ধ করা আছে',
    'limit-crossed': 'লেনদেনের সীমা পেরিয়ে গেছে',
    'wrong-pin': 'পিন কখনোই মেলে না',
  },
  enterCode: 'কোডটি লিখুন',
  codeSent: (mobile, code) =>
    `${mobile} নম্বরে একটি কোড পাঠানো হয়েছে। স্যান্ডবক্সে কোডটি সব সময় ${code}।`,
  code: '৬ সংখ্যার কোড',
  goOn: 'এগিয়ে যান',
  confirm: 'পেমেন্ট নিশ্চিত করুন',
  payingAs: (name) => `আপনি ${name} হিসেবে টাকা দিচ্ছেন।`,
  pay: (amount) => `${amount} পরিশোধ করুন`,
  cancel: 'বাতিল করুন',
  amount: 'পরিমাণ',
  merchant: 'প্রাপক',
  description: 'বিবরণ',
  reference: 'রেফারেন্স',
  order: 'অর্ডার',
  payBefore: 'শেষ সময়',
  closed: {
    paid: 'এই অর্ডারের টাকা পরিশোধ করা হয়েছে',
    cancelled: 'এই অর্ডারটি বাতিল করা হয়েছে',
    failed: 'পেমেন্ট ব্যর্থ হয়েছে',
    expired: 'এই অর্ডারের মেয়াদ শেষ হয়ে গেছে',
    error: 'এই অর্ডারে কারিগরি সমস্যা হয়েছে',
  },
  backToShop: 'দোকানে ফিরে যান',
  unknownOrder: 'এমন কোনো অর্ডার নেই',
  unknownOrderHint: 'ঠিকানাটি দেখে নিন, অথবা দোকানে ফিরে আবার শুরু করুন।',
  unknownMember: 'এই মোবাইল নম্বরে কোনো সদস্য নেই। তালিকা থেকে একজনকে বেছে নিন।',
  wrongPin: (left) => `পিন সঠিক নয়। আর ${bengaliDigits(left)} বার চেষ্টা করতে পারবেন।`,
  wrongCode: 'কোড সঠিক নয়। আবার চেষ্টা করুন।',
};

export function payerWords(language: Language): PayerWords {
  return language === 'bn' ? bangla : english;
}

function bengaliDigits(count: number): string {
  return new Intl.NumberFormat('bn-BD').format(count);
}
