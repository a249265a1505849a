import { html, type Html } from './html';
import { type Language } from './language';
import { payerWords } from './payer-words';

export interface Page {
  language: Language;
  title: string;
  body: Html;
  /** `narrow` for the payer's phone, `wide` for tables. */
  width: 'narrow' | 'wide';
  /** The same page in the other language; null where there is only one. */
  languageSwitch: string | null;
}

export function document(page: Page): string {
  const words = payerWords(page.language);
  const other = page.language === 'bn' ? 'en' : 'bn';
  const { text } = html`<html lang="${page.language}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${page.title} · iPay sandbox</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="/assets/sandbox.css" />
    </head>
    <body class="${page.width}">
      <p class="play-money">${words.playMoney}</p>
      <header>
        <a class="word-mark" href="/">iPay <span>sandbox</span></a>
        ${
          page.languageSwitch === null
            ? null
            : html`<a lang="${other}" href="${page.languageSwitch}?lang=${other}"
                >${words.otherLanguage}</a
              >`
        }
      </header>
      <main>
        <h1>${page.title}</h1>
        ${page.body}
      </main>
    </body>
  </html> `;
  return `<!doctype html>\n${text}`;
}

/** Wide, and in English only, as the documentation is. */
export function developerPage(title: string, body: Html): string {
  return document({ language: 'en', title, body, width: 'wide', languageSwitch: null });
}
