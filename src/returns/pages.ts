/** What buyers see. Pure: what is known in, HTML out. */
import { formatAmount } from '../gateway';
import { html, Html } from './html';
import { clockText, takaText, type Language } from './language';
import { addressFor, type PageWishes } from './page-wishes';
import { STYLE } from './page-style';
import { pageWords, type PageWords } from './page-words';

export interface Page {
  language: Language;
  text: string;
}

/** Of a page that says that we are in trouble: no stampede on what is coming back. */
export const TROUBLE_REFRESH_SECONDS = 5;

export interface UnconfirmedOrder {
  referenceId: string;
  amountMinor: bigint;
  gatewayCheckedAt: Date | null;
  cancelCallbackUrl: string;
}

/** Not certain yet; looks again by itself, unless the buyer does not want that. */
export function confirmingPage(
  order: UnconfirmedOrder,
  nextLookSeconds: number,
  wishes: PageWishes,
): Page {
  const { language, standsStill } = wishes;
  const { confirming } = pageWords(language);
  return page({
    kind: 'confirming',
    wishes,
    title: (words) => words.confirming.title,
    refreshSeconds: nextLookSeconds,
    body: html`<p>${confirming.doing}</p>
      ${bill(order, language)}
      <p>
        ${confirming.usually} ${standsStill ? confirming.standsStill : confirming.movesOn}
        ${confirming.longer}
      </p>
      ${lastAsked(order, language)}`,
  });
}

/** Not certain for so long that the buyer should not have to wait. */
export function overduePage(order: UnconfirmedOrder, wishes: PageWishes): Page {
  const { language } = wishes;
  const { overdue } = pageWords(language);
  const shop = new URL(order.cancelCallbackUrl);
  return page({
    kind: 'overdue',
    wishes,
    title: (words) => words.overdue.title,
    body: html`<p>${overdue.shopWillBeTold}</p>
      ${bill(order, language)}
      <p>${overdue.doNotPayAgain}</p>
      ${lastAsked(order, language)}
      <a class="button primary" href="${shop.origin}">
        ${overdue.backToShop}<small>${shop.host}</small>
      </a>
      ${checkAgain(wishes)}`,
  });
}

/** The same for every address that was not made here. */
export function unknownPage(wishes: PageWishes): Page {
  return page({
    kind: 'unknown',
    wishes,
    title: (words) => words.unknown.title,
    body: html`<p>${pageWords(wishes.language).unknown.hint}</p>`,
  });
}

export function troublePage(wishes: PageWishes): Page {
  const { trouble } = pageWords(wishes.language);
  return page({
    kind: 'trouble',
    wishes,
    title: (words) => words.trouble.title,
    refreshSeconds: TROUBLE_REFRESH_SECONDS,
    body: html`<p>${trouble.nothingLost}</p>
      ${wishes.standsStill ? null : html`<p>${trouble.again}</p>`}`,
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
      <dd><bdi translate="no">${referenceId}</bdi></dd>
    </div>
  </dl>`;
}

function lastAsked({ gatewayCheckedAt }: UnconfirmedOrder, language: Language): Html | null {
  if (!gatewayCheckedAt) return null;
  const clock = clockText(gatewayCheckedAt, language);
  return html`<p class="asked">${pageWords(language).lastAsked}: ${clock}</p>`;
}

function checkAgain(wishes: PageWishes): Html {
  return html`<a class="button" href="${addressFor(wishes)}">
    ${pageWords(wishes.language).checkAgain}
  </a>`;
}

/** Reloading interrupts whoever listens to a page; it can be stopped, and started again. */
function reloading(wishes: PageWishes): Html {
  const { stop, start } = pageWords(wishes.language).reloading;
  const other = { ...wishes, standsStill: !wishes.standsStill };
  return html`${wishes.standsStill ? checkAgain(wishes) : null}
    <p><a class="quiet" href="${addressFor(other)}">${other.standsStill ? stop : start}</a></p>`;
}

/** Byte for byte what the policy allows: a blank more and the page stands unstyled. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

interface PageParts {
  kind: 'confirming' | 'overdue' | 'unknown' | 'trouble';
  wishes: PageWishes;
  /** Stands in both languages: the browser's is not always the buyer's. */
  title: (words: PageWords) => string;
  /** Where the page is one that looks again. */
  refreshSeconds?: number;
  body: Html;
}

function page({ kind, wishes, title, refreshSeconds, body }: PageParts): Page {
  const { language } = wishes;
  const other = language === 'en' ? 'bn' : 'en';
  const [own, others] = [pageWords(language), pageWords(other)];
  const refresh =
    refreshSeconds === undefined || wishes.standsStill
      ? null
      : html`<meta http-equiv="refresh" content="${String(refreshSeconds)}" />`;
  const { text } = html`<html lang="${language}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="format-detection" content="telephone=no" />
      ${refresh}
      <title>${title(own)}</title>
      <link rel="icon" href="data:," />
      ${STYLE_ELEMENT}
    </head>
    <body class="${kind}">
      <header>
        <strong>iPay</strong>
        <a lang="${other}" hreflang="${other}" href="${addressFor({ ...wishes, language: other })}">
          ${others.otherLanguage}
        </a>
      </header>
      <main>
        <div role="status" aria-live="polite">
          <h1>${title(own)}</h1>
          <p class="other" lang="${other}">${title(others)}</p>
        </div>
        ${body} ${refreshSeconds === undefined ? null : reloading(wishes)}
      </main>
    </body>
  </html>`;
  return { language, text: `<!doctype html>\n${text}\n` };
}
