import { relative } from 'node:path';
import { CLONE_FOLDER } from '../state/local-folder';
import type { House } from './house';
import type { Payment } from './payment';
import type { OpenShop } from './open-shop';

/** The payment's timeline, one line an event. */
export function describePayment({ order, arrivedAt, timeline }: Payment): string {
  const rows = timeline.map(({ at, type, state, cause, detail }) => [
    at.slice(11, 23),
    type,
    state,
    cause,
    detail,
  ]);
  return [
    '',
    `A payment of ${order.amount.toFixed(2)} ${order.currency}, order ${order.id}`,
    '',
    ...table([['UTC', 'event', 'state', 'cause', ''], ...rows]),
    '',
    `Verified with iPay: ${order.state}, transaction ${order.transactionId ?? 'without an id'}.`,
    `Shipped once by ${order.fulfilment?.by ?? 'nobody'}, claim ${order.fulfilment?.claimId ?? ''}.`,
    `The buyer arrived at ${new URL(arrivedAt).origin}${new URL(arrivedAt).pathname}.`,
  ].join('\n');
}

/** The addresses to open, and where secrets and logs are. */
export function describeAddresses(house: House, shop: OpenShop): string {
  return [
    '',
    'Open',
    ...table([
      ['the shop', `${shop.url}/`, 'buy something, pay it as one of the sandbox members'],
      ['the button', `${shop.url}/playground/`, 'every form of it, with the code to copy'],
      ['the console', `${house.balancer.url}/console/`, 'watch it; sign in with the admin token'],
      ['the API', `${house.balancer.url}/docs`, 'through the balancer'],
      ...house.services.map(({ url, pid }, index) => [
        `  process ${String(index + 1)}`,
        url,
        `pid ${String(pid)}; kill it, and the other one goes on`,
      ]),
      ['the iPay sandbox', house.sandbox.url, 'play money only'],
    ]),
    '',
    'The admin token is in .local/demo/env; `. .local/demo/env` takes it over into a second terminal.',
    `The logs are in ${relative(CLONE_FOLDER, house.logFolder)}/.`,
  ].join('\n');
}

/** Columns as wide as their widest cell. */
function table(rows: string[][]): string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}
