import type { Words } from '../en';

export const states: Words['states'] = {
  order: {
    creating: 'তৈরি হচ্ছে',
    pending: 'অপেক্ষমাণ',
    paid: 'পরিশোধিত',
    cancelled: 'বাতিল',
    failed: 'ব্যর্থ',
    expired: 'মেয়াদ শেষ',
    error: 'ত্রুটি',
    rejected: 'প্রত্যাখ্যাত',
  },
  attention: {
    'unrecognised-status': 'অচেনা স্ট্যাটাস',
    'contradictory-status': 'পরস্পরবিরোধী উত্তর',
    'amount-mismatch': 'টাকার অঙ্ক আলাদা',
    'missing-transaction-id': 'লেনদেন আইডি নেই',
    'not-found-at-gateway': 'iPay অর্ডারটি চেনে না',
    'gateway-error-persists': 'iPay-র সমস্যা কাটছে না',
    'creation-unresolved': 'তৈরি হওয়া অনিশ্চিত',
    'verification-exhausted': 'যাচাইয়ের সব ধাপ শেষ',
  },
  needsAttention: 'নজর দরকার',
};
