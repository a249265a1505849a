import { type FastifyReply, type FastifyRequest } from 'fastify';

export type Language = 'en' | 'bn';

const COOKIE = 'sandbox_lang';

/** `?lang=` decides and is remembered, else what was remembered, else what the browser asks for. */
export function languageOf(request: FastifyRequest, reply: FastifyReply): Language {
  const { lang } = request.query as { lang?: unknown };
  if (lang === 'en' || lang === 'bn') {
    void reply.header('set-cookie', `${COOKIE}=${lang}; Path=/; Max-Age=31536000; SameSite=Lax`);
    return lang;
  }
  const remembered = cookieOf(request, COOKIE);
  if (remembered === 'en' || remembered === 'bn') return remembered;
  return /^\s*bn\b/i.test(request.headers['accept-language'] ?? '') ? 'bn' : 'en';
}

export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  const cookies = request.headers.cookie?.split(';') ?? [];
  const found = cookies.find((cookie) => cookie.trim().startsWith(`${name}=`));
  return found?.trim().slice(name.length + 1);
}

/** ৳1,200.00 or ৳১,২০০.০০. */
export function takaText(poisha: number, language: Language): string {
  const locale = language === 'bn' ? 'bn-BD' : 'en-IN';
  const digits = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return `৳${digits.format(poisha / 100)}`;
}

/** The time of day in Dhaka. */
export function clockText(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language === 'bn' ? 'bn-BD' : 'en-GB', {
    timeZone: 'Asia/Dhaka',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(at);
}
