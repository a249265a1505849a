/** The payer's pages. Pure: what is known in, HTML out. */
import { MEMBERS, PIN, PIN_TRIES, SECOND_FACTOR_CODE, type Member } from '../members';
import { type SandboxOrder } from '../order-book';
import { type PayerVisit, type Problem } from '../payer-visits';
import { html, type Html } from './html';
import { clockText, takaText, type Language } from './language';
import { document } from './layout';
import { payerWords } from './payer-words';

export interface Bill {
  order: SandboxOrder;
  merchantName: string;
  language: Language;
}

export function loginPage(bill: Bill, visit: PayerVisit): string {
  const words = payerWords(bill.language);
  const login = `/pay/${bill.order.orderId}/login`;
  return payerPage(
    bill,
    words.logInToPay,
    html`
      ${billTotal(bill)} ${problemNote(bill, visit)}
      <form method="post" action="${login}">
        <label for="mobile">${words.mobile}</label>
        <input
          id="mobile"
          name="mobile"
          type="tel"
          inputmode="tel"
          autocomplete="off"
          value="${visit.mobile}"
          ${blamed(visit, 'unknown-member')}
          required
        />
        <label for="pin">${words.pin}</label>
        <input
          id="pin"
          name="pin"
          type="password"
          inputmode="numeric"
          autocomplete="off"
          ${blamed(visit, 'wrong-pin')}
          required
        />
        <button class="primary">${words.logIn}</button>
      </form>
      ${cancelForm(bill)}
      <section aria-labelledby="members">
        <h2 id="members">${words.members}</h2>
        <p class="hint">${words.membersHint(PIN, SECOND_FACTOR_CODE)}</p>
        <ul class="members">
          ${MEMBERS.map((member) => memberButton(bill, member, login))}
        </ul>
      </section>
    `,
  );
}

export function codePage(bill: Bill, visit: PayerVisit, member: Member): string {
  const words = payerWords(bill.language);
  return payerPage(
    bill,
    words.enterCode,
    html`
      ${billSummary(bill)}
      <p>${words.codeSent(member.mobile, SECOND_FACTOR_CODE)}</p>
      ${problemNote(bill, visit)}
      <form method="post" action="/pay/${bill.order.orderId}/code">
        <label for="code">${words.code}</label>
        <input
          id="code"
          name="code"
          inputmode="numeric"
          autocomplete="one-time-code"
          maxlength="12"
          ${blamed(visit, 'wrong-code')}
          required
          autofocus
        />
        <button class="primary">${words.goOn}</button>
      </form>
      ${cancelForm(bill)}
    `,
  );
}

export function confirmPage(bill: Bill, member: Member): string {
  const words = payerWords(bill.language);
  return payerPage(
    bill,
    words.confirm,
    html`
      ${billSummary(bill)}
      <p>${words.payingAs(member.name[bill.language])}</p>
      <form method="post" action="/pay/${bill.order.orderId}/decision">
        <button class="primary" name="decision" value="pay">
          ${words.pay(takaText(bill.order.amountMinor, bill.language))}
        </button>
      </form>
      ${cancelForm(bill)}
    `,
  );
}

/** An order that cannot be paid (any more). */
export function closedPage(bill: Bill, state: Exclude<SandboxOrder['state'], 'created'>): string {
  const words = payerWords(bill.language);
  return payerPage(
    bill,
    words.closed[state],
    html`
      ${billSummary(bill)}
      <p><a class="button" href="${callbackOf(bill.order)}">${words.backToShop}</a></p>
    `,
  );
}

export function unknownOrderPage(language: Language, path: string): string {
  const words = payerWords(language);
  return document({
    language,
    title: words.unknownOrder,
    body: html`<p>${words.unknownOrderHint}</p>`,
    width: 'narrow',
    languageSwitch: path,
  });
}

/** Where the browser is sent by what became of the order. */
export function callbackOf(order: SandboxOrder): string {
  switch (order.state) {
    case 'paid':
      return order.successCallbackUrl;
    case 'created':
    case 'cancelled':
      return order.cancelCallbackUrl;
    case 'failed':
    case 'expired':
    case 'error':
      return order.failureCallbackUrl;
  }
}

function payerPage(bill: Bill, title: string, body: Html): string {
  return document({
    language: bill.language,
    title,
    body,
    width: 'narrow',
    languageSwitch: `/pay/${bill.order.orderId}`,
  });
}

/** Who wants how much for what: enough to log in by. */
function billTotal(bill: Bill): Html {
  return html`<dl class="bill">${totalRows(bill)}</dl>`;
}

function billSummary(bill: Bill): Html {
  const { order, language } = bill;
  const words = payerWords(language);
  return html`<dl class="bill">
    ${totalRows(bill)} ${billRow(words.reference, order.referenceId)}
    ${billRow(words.order, order.orderId)}
    ${
      order.state === 'created'
        ? billRow(words.payBefore, clockText(order.expiresAt, language))
        : null
    }
  </dl>`;
}

function totalRows({ order, merchantName, language }: Bill): Html {
  const words = payerWords(language);
  return html`<div class="amount">
      <dt>${words.amount}</dt>
      <dd>${takaText(order.amountMinor, language)}</dd>
    </div>
    ${billRow(words.merchant, merchantName)} ${billRow(words.description, order.description)}`;
}

function billRow(name: string, value: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function memberButton(bill: Bill, member: Member, login: string): Html {
  const words = payerWords(bill.language);
  const fate = words.fates[member.fate];
  return html`<li>
    <form method="post" action="${login}">
      <input type="hidden" name="mobile" value="${member.mobile}" />
      <input type="hidden" name="pin" value="${PIN}" />
      <button class="member">
        <strong>${member.name[bill.language]}</strong>
        <span class="fate">${fate}${member.secondFactor ? ` · ${words.secondFactor}` : ''}</span>
        <span class="mobile">${member.mobile}</span>
      </button>
    </form>
  </li>`;
}

function cancelForm(bill: Bill): Html {
  return html`<form method="post" action="/pay/${bill.order.orderId}/decision">
    <button class="quiet" name="decision" value="cancel">
      ${payerWords(bill.language).cancel}
    </button>
  </form>`;
}

function problemNote({ language }: Bill, visit: PayerVisit): Html | null {
  const words = payerWords(language);
  if (visit.problem === null) return null;
  const text = {
    'unknown-member': words.unknownMember,
    'wrong-pin': words.wrongPin(PIN_TRIES - visit.wrongPins),
    'wrong-code': words.wrongCode,
  }[visit.problem];
  return html`<p class="problem" id="problem" role="alert">${text}</p>`;
}

/** Ties the field to the note about it, for those who hear the page. */
function blamed(visit: PayerVisit, problem: Problem): Html | null {
  return visit.problem === problem ? html`aria-invalid="true" aria-describedby="problem"` : null;
}
