import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { GOODS, ODDITIES, type Product } from './catalogue';
import { Drawing } from './drawings';
import type { Purchase } from './purchases';
import { taka, tellingOf } from './words';

export function frontPage(): string {
  return render(
    <Page title="Meghna Crafts">
      <Shelf products={GOODS} />
      <h2>Things that go wrong</h2>
      <p class="note">
        Their prices make the iPay sandbox misbehave. Buy one and watch what becomes of the order.
      </p>
      <Shelf products={ODDITIES} />
    </Page>,
  );
}

/** One purchase, as the shop knows it; the page asks again by itself until it is settled. */
export function purchasePage(purchase: Purchase, isForged: boolean): string {
  const { tone, title, says, isSettled } = tellingOf(purchase);
  const { product, referenceId } = purchase;
  return render(
    <Page title={title} refresh={!isSettled} script="/order.js">
      <article class={`order ${tone}`} data-settled={String(isSettled)}>
        <p role="status">
          <strong>{title}</strong>
          <span>{says}</span>
        </p>
        {isForged && (
          <p class="note">
            This address does not carry the payment service’s signature. What it claims counts for
            nothing.
          </p>
        )}
        <div class="bought">
          <Drawing of={product.picture} />
          <div>
            <h2>{product.name}</h2>
            <p class="price">{taka(product.price)}</p>
            <p class="reference">{referenceId}</p>
          </div>
        </div>
        <p>
          <a href="/">Back to the shop</a>
        </p>
      </article>
    </Page>,
  );
}

export function purchasesPage(purchases: readonly Purchase[]): string {
  return render(
    <Page title="Your orders">
      {purchases.length === 0 && <p>Nothing bought yet.</p>}
      <ul class="orders">
        {purchases.map((purchase) => {
          const { tone, title } = tellingOf(purchase);
          return (
            <li class={tone}>
              <a href={`/orders/${purchase.referenceId}`}>{purchase.product.name}</a>
              <span class="price">{taka(purchase.product.price)}</span>
              <span>{title}</span>
              <span>{purchase.parcel ?? ''}</span>
            </li>
          );
        })}
      </ul>
    </Page>,
  );
}

export function troublePage(title: string, says: string): string {
  return render(
    <Page title={title}>
      <p>{says}</p>
      <p>
        <a href="/">Back to the shop</a>
      </p>
    </Page>,
  );
}

function Shelf({ products }: { products: readonly Product[] }) {
  return (
    <ul class="shelf">
      {products.map(({ id, name, says, price, picture }) => (
        <li>
          <Drawing of={picture} />
          <h3>{name}</h3>
          <p>{says}</p>
          <p class="price">{taka(price)}</p>
          <form method="post" action="/checkout">
            <input type="hidden" name="product" value={id} />
            <ipay-button create-url="/checkout" amount={String(price)}>
              <button>Pay with iPay</button>
            </ipay-button>
          </form>
        </li>
      ))}
    </ul>
  );
}

interface PageProps {
  title: string;
  /** Loads itself again, for browsers without scripts. */
  refresh?: boolean;
  script?: string;
  children: ComponentChildren;
}

function Page({ title, refresh = false, script, children }: PageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {refresh && (
          <noscript>
            <meta http-equiv="refresh" content="3" />
          </noscript>
        )}
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/shop.css" />
        <script type="module" src="/ipay-button.js" />
        {script !== undefined && <script type="module" src={script} />}
      </head>
      <body>
        <header>
          <a href="/">Meghna Crafts</a>
          <a href="/orders">Your orders</a>
        </header>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}

function render(page: Parameters<typeof renderToString>[0]): string {
  return `<!doctype html>${renderToString(page)}`;
}
