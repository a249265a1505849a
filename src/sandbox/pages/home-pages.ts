/** Where a developer begins: home, sign-up, and where test orders end. Pure. */
import { listMagic } from '../magic';
import { viewOfMerchant, type SandboxMerchant } from '../merchant-book';
import { html } from './html';
import { developerPage } from './layout';

export function homePage(merchants: SandboxMerchant[], gatewayUrl: string): string {
  return developerPage(
    'An iPay that does as it is told',
    html`
      <p>Point a client of iPay at this address and sign up for a key.</p>
      <p><code>${gatewayUrl}</code></p>
      <p><a class="button compact" href="/merchants/new">Sign up a merchant</a></p>
      <section aria-labelledby="merchants">
        <h2 id="merchants">Merchants</h2>
        ${
          merchants.length === 0
            ? html`<p class="muted">None yet.</p>`
            : html`<ul>
                ${merchants.map(
                  (merchant) =>
                    html`<li>
                      <a href="/merchants/${merchant.id}">${merchant.name}</a>
                      <span class="muted">key ${viewOfMerchant(merchant).keyHint}</span>
                    </li>`,
                )}
              </ul>`
        }
      </section>
      <section aria-labelledby="magic">
        <h2 id="magic">Magic amounts</h2>
        <p class="hint">The last two digits of an amount choose what becomes of the order.</p>
        <dl class="pairs">
          ${listMagic().map(
            ({ poisha, says }) =>
              html`<div>
                <dt><code>.${String(poisha).padStart(2, '0')}</code></dt>
                <dd>${says}</dd>
              </div>`,
          )}
        </dl>
      </section>
      <section aria-labelledby="control">
        <h2 id="control">On command</h2>
        <p class="hint">Over HTTP, with JSON; written down in docs/sandbox.md.</p>
        <ul class="addresses">
          ${[
            '/sandbox/faults',
            '/sandbox/scenario',
            '/sandbox/clock',
            '/sandbox/ledger',
            '/sandbox/requests',
            '/sandbox/orders',
            '/sandbox/settings',
          ].map((path) => html`<li><a href="${path}">${path}</a></li>`)}
        </ul>
      </section>
    `,
  );
}

export function signUpPage(problem: string | null): string {
  return developerPage(
    'Sign up a merchant',
    html`
      <p>A merchant has a name, which payers see, and one API key.</p>
      ${problem === null ? null : html`<p class="problem" role="alert">${problem}</p>`}
      <form class="narrow-form" method="post" action="/merchants/new">
        <label for="name">Name</label>
        <input id="name" name="name" maxlength="100" autocomplete="organization" required />
        <button class="primary">Issue an API key</button>
      </form>
    `,
  );
}

export function keyIssuedPage(merchant: SandboxMerchant, gatewayUrl: string): string {
  const example = [
    `curl ${gatewayUrl}/order \\`,
    `  -H 'Authorization: Bearer ${merchant.apiKey}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"amount":120,"referenceId":"abcd1234","description":"Buy x, y, z",`,
    `       "successCallbackUrl":"https://shop.example/success",`,
    `       "failureCallbackUrl":"https://shop.example/failure",`,
    `       "cancelCallbackUrl":"https://shop.example/cancel"}'`,
  ].join('\n');
  return developerPage(
    `The key of ${merchant.name}`,
    html`
      <p>Shown once, as iPay does. Copy it now.</p>
      <p><code class="key">${merchant.apiKey}</code></p>
      <h2>Place an order with it</h2>
      <pre tabindex="0"><code>${example}</code></pre>
      <p><a class="button compact" href="/merchants/${merchant.id}">See its orders</a></p>
    `,
  );
}

/** Where the browser comes back to from a test order of the dashboard. */
export function returnedPage(how: string): string {
  return developerPage(
    `Back at the shop by the ${how} address`,
    html`
      <p>A test order ends here. With your own orders the browser is now at your callback URL.</p>
      <p>Do not believe it: only the status question says whether the order is paid.</p>
    `,
  );
}

export function missingPage(): string {
  return developerPage('Not here', html`<p>The sandbox has forgotten this, or never knew it.</p>`);
}
