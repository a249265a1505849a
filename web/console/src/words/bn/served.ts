import type { Words } from '../en';

/** Fixed sentences of `…/explain`, by what the service says. A test knows whether one is missing. */
export const served: Words['served'] = {
  'The order was sent to iPay, or was about to be, and there is no certain answer yet.':
    'অর্ডারটি iPay-কে পাঠানো হয়েছে বা হচ্ছিল, এখনো নিশ্চিত উত্তর নেই।',
  'iPay has accepted the order and the buyer has not paid yet.':
    'iPay অর্ডারটি নিয়েছে, ক্রেতা এখনো টাকা দেননি।',
  'iPay says that the order is paid. This never changes again.':
    'iPay বলছে অর্ডারটি পরিশোধিত। এটি আর কখনো বদলাবে না।',
  'The buyer cancelled the payment at iPay.': 'ক্রেতা iPay-তে পেমেন্ট বাতিল করেছেন।',
  'The payment was tried and failed at iPay.': 'পেমেন্টের চেষ্টা হয়েছিল, iPay-তে ব্যর্থ হয়েছে।',
  'Nobody paid in time, says iPay.': 'iPay বলছে, সময়মতো কেউ টাকা দেয়নি।',
  'iPay reports technical trouble of its own with this order.':
    'iPay এই অর্ডার নিয়ে নিজের কারিগরি সমস্যার কথা জানাচ্ছে।',
  'iPay made nothing of this order.': 'iPay এই অর্ডার নেয়নি।',
  'iPay shows the order under its reference: it becomes pending':
    'iPay রেফারেন্স দিয়ে অর্ডারটি দেখালে: অপেক্ষমাণ হবে',
  'iPay does not know it: the same create is sent again':
    'iPay না চিনলে: একই অনুরোধ আবার পাঠানো হবে',
  'iPay refuses the create: it becomes rejected': 'iPay না নিলে: প্রত্যাখ্যাত হবে',
  'a status answer of iPay that says paid, cancelled, failed, expired or trouble':
    'iPay-র উত্তর: পরিশোধিত, বাতিল, ব্যর্থ, মেয়াদ শেষ বা সমস্যা',
  'a status answer of iPay that says paid after all': 'iPay-র উত্তর যে শেষ পর্যন্ত পরিশোধিত',
  'the next status answer of iPay that says anything but trouble':
    'iPay-র পরের উত্তর, যদি সমস্যা ছাড়া অন্য কিছু বলে',
  'a further create under the same reference takes it up again':
    'একই রেফারেন্সে আবার অর্ডার করলে এটিই আবার শুরু হবে',
  'pay or cancel on the payment page': 'পেমেন্টের পাতায় টাকা দিতে বা বাতিল করতে পারেন',
  'create again, corrected or not': 'আবার তৈরি করতে পারে, সংশোধন করে বা না করে',
  'create under another reference: iPay has an order of somebody else under this one':
    'অন্য রেফারেন্সে তৈরি করতে পারে: এই রেফারেন্সে iPay-তে অন্য কারও অর্ডার আছে',
  'ask iPay now (verify)': 'এখনই iPay-কে জিজ্ঞেস করতে পারেন',
  'repair its order': 'নিজের অর্ডারটি ঠিক করতে পারে',
};
