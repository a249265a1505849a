import type { Words } from '../en';

type Shell = Pick<
  Words,
  | 'nav'
  | 'search'
  | 'environment'
  | 'live'
  | 'theme'
  | 'language'
  | 'me'
  | 'signIn'
  | 'keys'
  | 'common'
  | 'ago'
>;

export const shell: Shell = {
  nav: {
    label: 'পাতা',
    pages: {
      overview: 'সারসংক্ষেপ',
      orders: 'অর্ডার',
      attention: 'নজর দরকার',
      webhooks: 'ওয়েবহুক',
      merchants: 'মার্চেন্ট',
      tokens: 'টোকেন',
      audit: 'অডিট',
      queues: 'কিউ',
    },
    waiting: (count) => `${count}টি অর্ডারে মানুষের নজর দরকার`,
    skip: 'সরাসরি পাতায় যান',
  },
  search: {
    label: 'অর্ডার খুঁজুন',
    hint: 'খুঁজুন: অর্ডার, রেফারেন্স, iPay আইডি, লেনদেন',
    go: 'খুঁজুন',
  },
  environment: {
    label: 'পরিবেশ',
    all: 'সব',
    sandbox: 'স্যান্ডবক্স',
    production: 'প্রোডাকশন',
  },
  live: {
    connecting: 'সংযোগ হচ্ছে',
    live: 'লাইভ',
    paused: 'থামানো',
    reconnecting: 'আবার সংযোগ হচ্ছে',
    pause: 'লাইভ। থামান',
    resume: 'থামানো। আবার চালু করুন',
    retry: 'আবার সংযোগ হচ্ছে। থামান',
    begin: 'সংযোগ হচ্ছে। থামান',
    staleSince: 'লাইভ নয়, যখন থেকে:',
    mayBeOld: 'যা দেখছেন তা পুরোনো হতে পারে।',
  },
  theme: {
    system: 'থিম: সিস্টেমের মতো',
    light: 'থিম: আলো',
    dark: 'থিম: অন্ধকার',
  },
  language: { other: 'English', otherCode: 'en' },
  me: {
    label: 'আপনি',
    signOut: 'সাইন আউট',
    until: 'সেশন চলবে',
    scopes: 'অনুমতি',
    merchants: 'মার্চেন্ট',
    allMerchants: 'সব',
    readOnly: 'এই সেশনে শুধু দেখা যায়।',
    keys: 'কিবোর্ড',
  },
  signIn: {
    title: 'সাইন ইন',
    lead: 'এই সার্ভিসের একটি API টোকেন বা অ্যাডমিন টোকেন দিয়ে।',
    token: 'টোকেন',
    submit: 'সাইন ইন',
    working: 'সাইন ইন হচ্ছে…',
    wrong: 'টোকেনটি সঠিক নয়। দেখুন পুরোটা দেওয়া হয়েছে কি না, আর বাতিল বা মেয়াদোত্তীর্ণ কি না।',
    empty: 'আগে একটি টোকেন দিন।',
    ended: 'আপনার সেশন শেষ হয়েছে। আবার সাইন ইন করলে আগের জায়গায় ফিরে যাবেন।',
    note: 'টোকেন একবারই পাঠানো হয়, এই ব্রাউজারে রাখা হয় না। সেশন আট ঘণ্টা চলে।',
    checking: 'সেশন দেখা হচ্ছে…',
  },
  keys: {
    title: 'কিবোর্ড',
    search: 'খোঁজা',
    next: 'তালিকার পরেরটি',
    previous: 'তালিকার আগেরটি',
    open: 'খোলা',
    back: 'ফিরে যাওয়া বা বন্ধ করা',
    help: 'এই তালিকা',
  },
  common: {
    close: 'বন্ধ করুন',
    cancel: 'বাতিল',
    copy: 'কপি করুন',
    copied: 'কপি হয়েছে',
    copyOf: (what) => `${what} কপি করুন`,
    retry: 'আবার চেষ্টা করুন',
    refresh: 'নতুন করে দেখুন',
    loading: 'আসছে…',
    more: 'আরও পুরোনো',
    back: 'ফিরে যান',
    requestId: 'রিকোয়েস্ট আইডি',
    needsScope: (scope) => `${scope} অনুমতি লাগে, যা এই সেশনে নেই।`,
    none: 'নেই',
    dhaka: 'ঢাকার সময়',
    notFound: 'এমন কোনো পাতা নেই',
    notFoundHint: 'ঠিকানাটি হয়তো অসম্পূর্ণ। অর্ডারটি খুঁজুন, অথবা শুরু থেকে দেখুন।',
    toStart: 'শুরুতে যান',
    notAllowed: 'এই সেশনে পাতাটি দেখা যায় না',
    broken: 'পাতাটি কাজ করছে না',
    brokenHint:
      'এতে iPay-তে কিছুই বদলায়নি। আবার লোড করুন; সমস্যা থাকলে কী করেছিলেন তা প্রকৌশলীদের জানান।',
    reload: 'আবার লোড করুন',
  },
  ago: {
    now: 'এইমাত্র',
    seconds: (count) => `${count} সে. আগে`,
    minutes: (count) => `${count} মি. আগে`,
    hours: (count) => `${count} ঘ. আগে`,
    days: (count) => `${count} দিন আগে`,
    inSeconds: (count) => `${count} সে. পরে`,
    inMinutes: (count) => `${count} মি. পরে`,
    inHours: (count) => `${count} ঘ. পরে`,
    inDays: (count) => `${count} দিন পরে`,
    due: 'এখনই',
  },
};
