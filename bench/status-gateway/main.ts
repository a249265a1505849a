/**
 * iPay's status address and nothing else, in a process of its own: what the service asks, it answers
 * after a time that is known and the same for whoever asks. `PUT /answer` changes how. Argument: port.
 */
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { StatusAnswers } from './start-status-gateway';

const SAID = {
  created: { statusCode: 100, status: 'Order created', transactionId: null, transactionTime: null },
  paid: {
    statusCode: 200,
    status: 'Successfully paid',
    transactionId: '23I2-12345678',
    transactionTime: '18 Sep 2017 12:33:39.749 BDT',
  },
} as const;

let answers: StatusAnswers = { state: 'created', afterMs: 0 };

const server = createServer((request, response) => {
  const answer = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const [, orderId] = /\/order\/([^/]+)\/status$/.exec(request.url ?? '') ?? [];
  if (request.method === 'PUT') {
    void json(request).then((wanted) => {
      answers = wanted as StatusAnswers;
      answer(200, answers);
    });
  } else if (orderId === undefined) {
    answer(404, { message: 'Order not found' });
  } else {
    const say = (): void => {
      answer(200, { ...SAID[answers.state], orderId });
    };
    // A timer is never earlier than the next millisecond.
    if (answers.afterMs === 0) say();
    else setTimeout(say, answers.afterMs);
  }
});

server.keepAliveTimeout = 60_000;
server.listen(Number(process.argv[2]), '127.0.0.1');
