/** What buyers see. Pure: what is known in, HTML out. */
import { formatAmount } from '../gateway';
import { html, Html } from './html';
import { clockText, takaText, type Language } from './language';
import { STYLE } from './page-style';
import { pageWords, type PageWords } from './page-words';

export interface Page {
  language: Language;
  text: string;
}

/** Of the confirming page: at most one question to iPay comes of every second refresh. */
const REFRESH_SECONDS = 2;
/** Of a page that says that we are in trouble: no stampede on what is coming back. */
export const TROUBLE_REFRESH_SECONDS = 5;

export interface UnconfirmedOrder {
  referenceId: string;
  amountMinor: bigint;
  gatewayCheckedAt: Date | null;
  cancelCallbackUrl: string;
}

/** Not certain yet; asks again by itself. */
export function confirmingPage(order: UnconfirmedOrder, language: Language): Page {
  const { confirming } = pageWords(language);
  return page({
    kind: 'confirming',
    language,
    title: (words) => words.confirming.title,
    refreshSeconds: REFRESH_SECONDS,
    body: html`<p>${confirming.doing}</p>
      ${bill(order, language)}
      <p>${confirming.usually}</p>
      <p>${confirming.longer}</p>
      ${lastAsked(order, language)}`,
  });
}

/** Not certain for so long that the buyer should not have to wait. */
export function overduePage(order: UnconfirmedOrder, language: Language): Page {
  const { overdue } = pageWords(language);
  const shop = new URL(order.cancelCallbackUrl);
  return page({
    kind: 'overdue',
    language,
    title: (words) => words.overdue.title,
    body: html`<p>${overdue.shopWillBeTold}</p>
      ${bill(order, language)}
      <p>${overdue.doNotPayAgain}</p>
      ${lastAsked(order, language)}
      <a class="button primary" href="${shop.origin}">
        ${overdue.backToShop}<small>${shop.host}</small>
      </a>
      <a class="button" href="?lang=${language}">${overdue.checkAgain}</a>`,
  });
}

/** The same for every address that was not made here. */
export function unknownPage(language: Language): Page {
  return page({
    kind: 'unknown',
    language,
    title: (words) => words.unknown.title,
    body: html`<p>${pageWords(language).unknown.hint}</p>`,
  });
}

export function troublePage(language: Language): Page {
  const { trouble } = pageWords(language);
  return page({
    kind: 'trouble',
    language,
    title: (words) => words.trouble.title,
    refreshSeconds: TROUBLE_REFRESH_SECONDS,
    body: html`<p>${trouble.nothingLost}</p>
      <p>${trouble.again}</p>`,
  });
}

function bill({ amountMinor, referenceId }: UnconfirmedOrder, language: Language): Html {
  const words = pageWords(language);
  return html`<dl>
    <div class="amount">
      <dt>${words.amount}</dt>
      <dd>${takaText(formatAmount(amountMinor), language)}</dd>
    </div>
    <div>
      <dt>${words.reference}</dt>
      <dd><bdi>${referenceId}</bdi></dd>
    </div>
  </dl>`;
}

function lastAsked({ gatewayCheckedAt }: UnconfirmedOrder, language: Language): Html | null {
  if (!gatewayCheckedAt) return null;
  const clock = clockText(gatewayCheckedAt, language);
  return html`<p class="asked">${pageWords(language).lastAsked}: ${clock}</p>`;
}

/** Byte for byte what the policy allows: a blank more and the page stands unstyled. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

interface PageParts {
  kind: 'confirming' | 'overdue' | 'unknown' | 'trouble';
  language: Language;
  /** Stands in both languages: the browser's is not always the buyer's. */
  title: (words: PageWords) => string;
  refreshSeconds?: number;
  body: Html;
}

function page({ kind, language, title, refreshSeconds, body }: PageParts): Page {
  const other = language === 'en' ? 'bn' : 'en';
  const [own, others] = [pageWords(language), pageWords(other)];
  const refresh =
    refreshSeconds === undefined
      ? null
      : html`<meta http-equiv="refresh" content="${String(refreshSeconds)}" />`;
  const { text } = html`<html lang="${language}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      ${refresh}
      <title>${title(own)}</title>
      <link rel="icon" href="data:," />
      ${STYLE_ELEMENT}
    </head>
    <body class="${kind}">
      <header>
        <strong>iPay</strong>
        <a lang="${other}" hreflang="${other}" href="?lang=${other}">${others.otherLanguage}</a>
      </header>
      <main>
        <div role="status" aria-live="polite">
          <h1>${title(own)}</h1>
          <p class="other" lang="${other}">${title(others)}</p>
        </div>
        ${body}
      </main>
    </body>
  </html>`;
  return { language, text: `<!doctype html>\n${text}\n` };
}
