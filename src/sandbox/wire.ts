/** Carries out what `spoil.ts` decided, down to the socket. */
import { type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import { type WireAct, type WireAnswer } from './spoil';

const FLOOD_CHUNK = Buffer.alloc(65_536, 'x');

/** Returns once the act is over, or the other side has gone. */
export async function perform(act: WireAct, response: ServerResponse): Promise<void> {
  switch (act.act) {
    case 'send':
      writeHead(response, act.answer);
      response.end(act.answer.body);
      return;
    case 'cut-off':
      writeHead(response, act.answer);
      await written(response, act.answer.body.slice(0, Math.ceil(act.answer.body.length / 2)));
      response.destroy();
      return;
    case 'twice':
      await sendTwice(response, act.answer);
      return;
    case 'drip':
      writeHead(response, act.answer);
      await drip(response, Buffer.from(act.answer.body), act.bytesPerSecond);
      return;
    case 'flood':
      await flood(response, act.bytes);
      return;
    case 'silence':
      if (act.ms === null) return;
      await pause(act.ms);
      response.destroy();
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
  }
}

/** Does not keep the process alive. */
export async function pause(ms: number): Promise<void> {
  if (ms > 0) await wait(ms, undefined, { ref: false });
}

function writeHead(response: ServerResponse, answer: WireAnswer): void {
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
    ...answer.headers,
  });
}

async function drip(response: ServerResponse, body: Buffer, bytesPerSecond: number): Promise<void> {
  response.flushHeaders();
  for (const byte of body) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await pause(1000 / bytesPerSecond);
  }
  response.end();
}

/** The second one comes unasked, on the same connection. */
async function sendTwice(response: ServerResponse, answer: WireAnswer): Promise<void> {
  const { socket } = response;
  writeHead(response, answer);
  await written(response, answer.body);
  response.end();
  const head = [
    `HTTP/1.1 ${answer.status} Again`,
    `content-type: ${answer.contentType}`,
    `content-length: ${Buffer.byteLength(answer.body)}`,
  ];
  socket?.write(`${head.join('\r\n')}\r\n\r\n${answer.body.toString()}`);
}

/** Resolves once the bytes have left, or the other side has. */
function written(response: ServerResponse, bytes: string | Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.write(bytes, () => {
      resolve();
    });
  });
}

/** Begins like an order's status, so that only a limit on the size saves the reader. */
async function flood(response: ServerResponse, bytes: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' });
  response.write('{"statusCode":200,"status":"');
  for (let left = bytes; left > 0 && !response.destroyed; left -= FLOOD_CHUNK.length) {
    if (!response.write(FLOOD_CHUNK.subarray(0, left))) await drained(response);
  }
  response.end('"}');
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go);
      response.off('close', go);
      resolve();
    };
    response.once('drain', go);
    response.once('close', go);
  });
}
