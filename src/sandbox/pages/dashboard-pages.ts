/** A merchant's orders with every request and answer. Pure. */
import { bangladeshTime } from '../bangladesh-time';
import { type Exchange } from '../exchange-log';
import { viewOfMerchant, type SandboxMerchant } from '../merchant-book';
import { type SandboxOrder } from '../order-book';
import { ORDER_STATES, type OrderState } from '../states';
import { html, type Html } from './html';
import { takaText } from './language';
import { developerPage } from './layout';

const SHAPES: Record<OrderState, string> = {
  created: '◔',
  paid: '✓',
  cancelled: '⊘',
  failed: '✕',
  expired: '⌛',
  error: '⚠',
};

export interface Dashboard {
  merchant: SandboxMerchant;
  /** Newest first, one page of them. */
  orders: SandboxOrder[];
  /** The last order of this page where there are older ones. */
  olderThan: string | null;
  /** Newest first; those that belong to no order (a wrong key is nobody's and is not here). */
  strayRequests: Exchange[];
  now: number;
}

export function dashboardPage(dashboard: Dashboard): string {
  const { merchant, orders, olderThan, strayRequests, now } = dashboard;
  const home = `/merchants/${merchant.id}`;
  return developerPage(
    merchant.name,
    html`
      <p class="muted">
        Key ${viewOfMerchant(merchant).keyHint} · the sandbox's clock says ${bangladeshTime(now)}
      </p>
      <div class="tools">
        <form method="post" action="${home}/orders">
          <label for="amount">Amount of a test order</label>
          <div class="inline">
            <input id="amount" name="amount" inputmode="decimal" value="120" required />
            <button class="primary">Place it and pay</button>
          </div>
        </form>
        <form method="post" action="${home}/clock">
          <label for="minutes">Minutes to move the clock</label>
          <div class="inline">
            <input id="minutes" name="minutes" inputmode="numeric" value="15" required />
            <button>Move it</button>
          </div>
        </form>
      </div>
      <section aria-labelledby="orders">
        <h2 id="orders">Orders</h2>
        ${
          orders.length === 0
            ? html`<p class="muted">No order yet. Place a test order, or let your client do it.</p>`
            : orderTable(home, orders)
        }
        ${olderThan === null ? null : html`<p><a href="${home}?before=${olderThan}">Older</a></p>`}
      </section>
      ${
        strayRequests.length === 0
          ? null
          : html`<section aria-labelledby="stray">
              <h2 id="stray">Requests that belong to no order</h2>
              ${exchangeList(strayRequests)}
            </section>`
      }
    `,
  );
}

export interface OrderDetail {
  merchant: SandboxMerchant;
  order: SandboxOrder;
  /** Oldest first. */
  exchanges: Exchange[];
}

export function orderPage({ merchant, order, exchanges }: OrderDetail): string {
  const home = `/merchants/${merchant.id}`;
  return developerPage(
    order.orderId,
    html`
      <p><a href="${home}">${merchant.name}</a></p>
      <p class="state-line">${stateBadge(order.state)}</p>
      <dl class="pairs">
        ${factsOf(order).map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      <p><a href="/pay/${order.orderId}">Open the payment page</a></p>
      <section aria-labelledby="set">
        <h2 id="set">Set the state</h2>
        <form class="states" method="post" action="${home}/orders/${order.orderId}">
          ${ORDER_STATES.map(
            (state) =>
              html`<button name="state" value="${state}" ${state === order.state ? DISABLED : null}>
                ${SHAPES[state]} ${state}
              </button>`,
          )}
        </form>
      </section>
      <section aria-labelledby="requests">
        <h2 id="requests">Requests and answers</h2>
        ${exchanges.length === 0 ? html`<p class="muted">None kept.</p>` : exchangeList(exchanges)}
      </section>
    `,
  );
}

const DISABLED = html`disabled`;

function orderTable(home: string, orders: SandboxOrder[]): Html {
  return html`<div class="scroll" role="region" aria-labelledby="orders" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col">State</th>
          <th scope="col" class="number">Amount</th>
          <th scope="col">Reference</th>
          <th scope="col" class="number">Asked</th>
          <th scope="col">Created</th>
        </tr>
      </thead>
      <tbody>
        ${orders.map(
          (order) =>
            html`<tr>
              <td><a href="${home}/orders/${order.orderId}">${order.orderId}</a></td>
              <td>${stateBadge(order.state)}</td>
              <td class="number">${takaText(order.amountMinor, 'en')}</td>
              <td>${order.referenceId}</td>
              <td class="number">${order.statusQuestions}</td>
              <td>${bangladeshTime(order.createdAt)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function stateBadge(state: OrderState): Html {
  return html`<span class="state ${state}"
    ><span aria-hidden="true">${SHAPES[state]}</span> ${state}</span
  >`;
}

function factsOf(order: SandboxOrder): [string, string][] {
  return [
    ['Amount', takaText(order.amountMinor, 'en')],
    ['Reference', order.referenceId],
    ['Description', order.description],
    ['Transaction', order.payment?.transactionId ?? 'none'],
    ['Magic', order.magic?.says ?? 'none'],
    ['Created', bangladeshTime(order.createdAt)],
    ['Changed', bangladeshTime(order.changedAt)],
    ['Expires', bangladeshTime(order.expiresAt)],
    ['Success address', order.successCallbackUrl],
    ['Failure address', order.failureCallbackUrl],
    ['Cancel address', order.cancelCallbackUrl],
  ];
}

function exchangeList(exchanges: Exchange[]): Html {
  return html`<ol class="exchanges">
    ${exchanges.map(
      (exchange) =>
        html`<li>
          <p>
            <span class="muted">${bangladeshTime(Date.parse(exchange.at))}</span>
            <strong>${exchange.method} ${exchange.path}</strong>
            → ${exchange.status ?? 'no answer'} in ${exchange.tookMs} ms
            ${
              exchange.fault === null
                ? null
                : html`<span class="spoiled">spoiled: ${exchange.fault}</span>`
            }
          </p>
          <div class="bodies">
            ${bodyBlock('Sent', exchange.requestBody)} ${bodyBlock('Answered', exchange.answerBody)}
          </div>
        </li>`,
    )}
  </ol>`;
}

function bodyBlock(label: string, body: string | null): Html | null {
  if (body === null) return null;
  return html`<figure>
    <figcaption>${label}</figcaption>
    <pre tabindex="0"><code>${readable(body)}</code></pre>
  </figure>`;
}

/** JSON is spread over lines; anything else is shown as it crossed the wire. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
