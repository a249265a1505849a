export const LANGUAGES = ['en', 'bn'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * The language of a page: what the address asks for, else what the browser prefers of the two, else
 * English.
 * @param lang `?lang=` as it came, whatever that is
 */
export function chooseLanguage(lang: unknown, acceptLanguage: string | undefined): Language {
  const asked = LANGUAGES.find((language) => language === lang);
  if (asked) return asked;
  let best: Language = 'en';
  let bestWeight = 0;
  for (const range of (acceptLanguage ?? '').split(',')) {
    const [tag = '', ...parameters] = range
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const language = LANGUAGES.find((one) => tag === one || tag.startsWith(`${one}-`));
    const weight = weightOf(parameters);
    if (language && weight > bestWeight) {
      best = language;
      bestWeight = weight;
    }
  }
  return best;
}

/** RFC 9110, 12.4.2; what is not a weight counts as the weight that is left out: 1. */
function weightOf(parameters: readonly string[]): number {
  const [, weight] =
    parameters.map((text) => /^q=([01](?:\.\d{0,3})?)$/.exec(text)).find(Boolean) ?? [];
  return weight === undefined ? 1 : Number(weight);
}

const BENGALI_ZERO = 0x09e6;

/** `৳1,23,456.78` or `৳১,২৩,৪৫৬.৭৮`: thousands first, then by hundreds, as in Bangladesh. */
export function takaText(amount: string, language: Language): string {
  return `৳${digitsIn(amount.replaceAll(/\B(?=(?:\d{2})*\d{3}\.)/g, ','), language)}`;
}

const DHAKA_CLOCK = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Dhaka',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** The time of day in Bangladesh: `18:33:41`. */
export function clockText(moment: Date, language: Language): string {
  return digitsIn(DHAKA_CLOCK.format(moment), language);
}

function digitsIn(text: string, language: Language): string {
  if (language === 'en') return text;
  return text.replaceAll(/\d/g, (digit) => String.fromCodePoint(BENGALI_ZERO + Number(digit)));
}
