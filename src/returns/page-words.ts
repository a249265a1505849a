import type { Language } from './language';

/** What buyers read. Short sentences: many read them on a small screen, in a hurry, with worry. */
export interface PageWords {
  otherLanguage: string;
  amount: string;
  reference: string;
  lastAsked: string;
  checkAgain: string;
  /** The links that stop and start it. */
  reloading: { stop: string; start: string };
  confirming: {
    title: string;
    doing: string;
    usually: string;
    movesOn: string;
    standsStill: string;
    longer: string;
  };
  overdue: {
    title: string;
    shopWillBeTold: string;
    doNotPayAgain: string;
    backToShop: string;
  };
  unknown: { title: string; hint: string };
  trouble: { title: string; nothingLost: string; again: string };
}

const english: PageWords = {
  otherLanguage: 'English',
  amount: 'Amount',
  reference: 'Reference',
  lastAsked: 'Last asked',
  checkAgain: 'Check again',
  reloading: { stop: 'Stop reloading by itself', start: 'Reload by itself again' },
  confirming: {
    title: 'Confirming your payment…',
    doing: 'We are asking iPay what became of your payment.',
    usually: 'This usually takes a few seconds.',
    movesOn: 'The page moves on by itself.',
    standsStill: 'The page stands still now: check again in a few seconds.',
    longer: 'If it takes longer, please wait up to a minute and do not pay again.',
  },
  overdue: {
    title: 'Your payment is not confirmed yet',
    shopWillBeTold:
      'iPay has given no certain answer so far. We keep asking, and the shop will be told as soon as it is certain. You need not wait here.',
    doNotPayAgain: 'Please do not pay again. Keep the reference: the shop finds your order by it.',
    backToShop: 'Back to the shop',
  },
  unknown: {
    title: 'There is no payment at this address',
    hint: 'The link may be cut short or mistyped. Please go back to the shop and look for your order there.',
  },
  trouble: {
    title: 'We cannot check your payment right now',
    nothingLost:
      'The trouble is on our side. A payment that you made is not lost, so please do not pay again.',
    again: 'This page tries again by itself every few seconds.',
  },
};

const bangla: PageWords = {
  otherLanguage: 'বাংলা',
  amount: 'পরিমাণ',
  reference: 'রেফারেন্স',
  lastAsked: 'সর্বশেষ যাচাই',
  checkAgain: 'আবার দেখুন',
  reloading: {
    stop: 'নিজে থেকে রিলোড হওয়া বন্ধ করুন',
    start: 'আবার নিজে থেকে রিলোড হোক',
  },
  confirming: {
    title: 'আপনার পেমেন্ট নিশ্চিত করা হচ্ছে…',
    doing: 'আপনার পেমেন্টের কী হলো, আমরা iPay-এর কাছে জেনে নিচ্ছি।',
    usually: 'সাধারণত কয়েক সেকেন্ড লাগে।',
    movesOn: 'এরপর পাতাটি নিজেই এগিয়ে যাবে।',
    standsStill: 'পাতাটি এখন নিজে থেকে এগোবে না: কয়েক সেকেন্ড পর আবার দেখুন।',
    longer: 'দেরি হলে এক মিনিট পর্যন্ত অপেক্ষা করুন, আবার টাকা দেবেন না।',
  },
  overdue: {
    title: 'আপনার পেমেন্ট এখনো নিশ্চিত হয়নি',
    shopWillBeTold:
      'iPay এখনো নিশ্চিত উত্তর দেয়নি। আমরা খোঁজ নিতে থাকব, আর নিশ্চিত হওয়ামাত্র দোকানকে জানানো হবে। আপনাকে এখানে অপেক্ষা করতে হবে না।',
    doNotPayAgain:
      'অনুগ্রহ করে আবার টাকা দেবেন না। রেফারেন্সটি রেখে দিন: এটি দিয়ে দোকান আপনার অর্ডার খুঁজে পাবে।',
    backToShop: 'দোকানে ফিরে যান',
  },
  unknown: {
    title: 'এই ঠিকানায় কোনো পেমেন্ট নেই',
    hint: 'লিংকটি হয়তো অসম্পূর্ণ বা ভুল। অনুগ্রহ করে দোকানে ফিরে গিয়ে আপনার অর্ডারটি দেখুন।',
  },
  trouble: {
    title: 'এই মুহূর্তে আপনার পেমেন্ট যাচাই করা যাচ্ছে না',
    nothingLost: 'সমস্যাটি আমাদের দিকে। আপনি টাকা দিয়ে থাকলে তা হারাবে না, তাই আবার টাকা দেবেন না।',
    again: 'পাতাটি কয়েক সেকেন্ড পরপর নিজেই আবার চেষ্টা করবে।',
  },
};

export function pageWords(language: Language): PageWords {
  return language === 'bn' ? bangla : english;
}
