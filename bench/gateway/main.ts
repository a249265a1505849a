/**
 * iPay as far as a create goes, in a process of its own: takes every order, after a time that is
 * known, and knows none. Arguments: port, milliseconds.
 */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IpayCreateOrder, IpayOrderPlaced } from '../../src/gateway/ipay-wire';

const [port = 0, answerMs = 0] = process.argv.slice(2).map(Number);
/** Ids go on being new when the process is another one. */
const prefix = `IPAY-${Date.now().toString(36).toUpperCase()}`;
let placed = 0;

createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(404).end();
    return;
  }
  void (async () => {
    const { referenceId } = JSON.parse(await text(request)) as IpayCreateOrder;
    await sleep(answerMs);
    placed += 1;
    const orderId = `${prefix}-${placed}`;
    const answer: IpayOrderPlaced = {
      message: 'Order is created successfully',
      orderId,
      paymentUrl: `demo.ipay.com.bd/pay/${orderId}`,
      referenceId,
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  })();
}).listen(port, '127.0.0.1');
