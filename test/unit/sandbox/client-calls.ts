/**
 * Request shapes of integrations that run against the real gateway: what they send and what they
 * read, each told apart by its way of writing HTTP.
 */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

import { walkAsBuyer } from '../../../src/sandbox/buyer';
import { type Sandbox } from '../../../src/sandbox/server';
import { type Json } from './gateway-caller';

/** Where a client is pointed to: base URL and key are all that it is given. */
export interface Gateway {
  url: string;
  key: string;
  /** Where its orders end up. */
  sandbox: Sandbox;
}

/** @param gateway called within the tests, when it is up */
export function describePublicClients(gateway: () => Gateway): void {
  /** Sends exactly these headers and bytes, as `fetch` would not. */
  function send(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<{ status: number; headers: IncomingHttpHeaders; json: Json }> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(`${gateway().url}${path}`, { method, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => {
          const { statusCode = 0, headers: received } = answer;
          resolve({ status: statusCode, headers: received, json: JSON.parse(text) });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  describe('a PHP billing system with curl', () => {
    // 'Content-Type:application/json' without a blank, amounts as the strings a form or MySQL gave.
    const headers = () => ({
      Accept: '*/*',
      'Content-Type': 'application/json',
      Authorization: `Bearer ${gateway().key}`,
    });
    const order = (referenceId: string) =>
      `{"amount":"500.00","referenceId":"${referenceId}","description":"Internet bill of 2 months",` +
      '"successCallbackUrl":"https:\\/\\/isp.example\\/PaymentOnlineQuery2.php?gateway=iPay&referenceId=' +
      `${referenceId}500.00&wayyy=client&client_id=77",` +
      '"failureCallbackUrl":"https:\\/\\/isp.example\\/PaymentOnline?gateway=iPay&sts=faild&wayyy=client",' +
      '"cancelCallbackUrl":"https:\\/\\/isp.example\\/PaymentOnline?gateway=iPay&sts=canceled&wayyy=client"}';

    it('creates, follows paymentUrl, and asks by reference with a content type on the GET', async () => {
      const body = order('INV1001');
      const length = String(Buffer.byteLength(body));
      const created = await send(
        'POST',
        '/order',
        { ...headers(), 'Content-Length': length },
        body,
      );
      expect(created.status).toBe(200);
      expect(created.json.paymentUrl).toMatch(/^http:\/\//);

      const landed = await walkAsBuyer(created.json.paymentUrl);
      expect(landed).toBe(
        'https://isp.example/PaymentOnlineQuery2.php?gateway=iPay&referenceId=INV1001500.00&wayyy=client&client_id=77',
      );

      const asked = await send('GET', '/order/referenceId/INV1001/status', headers());
      expect(asked.json.statusCode).toBe(200);
      for (const field of ['status', 'orderId', 'updateTime', 'transactionId', 'transactionTime']) {
        expect(asked.json[field]).toEqual(expect.any(String));
      }
    });

    it('waits for 100-continue before a longer body, as curl does', async () => {
      const body = order('INV1002');
      const answer = await new Promise<number>((resolve, reject) => {
        const request = httpRequest(`${gateway().url}/order`, {
          method: 'POST',
          headers: {
            ...headers(),
            'Content-Length': String(Buffer.byteLength(body)),
            Expect: '100-continue',
          },
        });
        request.on('continue', () => request.end(body));
        request.on('response', (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        request.on('error', reject);
        request.flushHeaders();
      });
      expect(answer).toBe(200);
    });
  });

  describe('a Node package with a gateway class', () => {
    const headers = () => ({
      Authorization: `Bearer ${gateway().key}`,
      'content-type': 'application/json',
    });

    it('creates with a number, asks by order and by reference', async () => {
      const created = await send(
        'POST',
        '/order',
        headers(),
        JSON.stringify({
          amount: 100,
          referenceId: 'RefNode1',
          description: 'Payment for something',
          successCallbackUrl: 'https://example.com/success',
          failureCallbackUrl: 'https://example.com/failure',
          cancelCallbackUrl: 'https://example.com/cancel',
        }),
      );
      expect(created.json).toMatchObject({
        message: expect.any(String),
        orderId: expect.any(String),
        paymentUrl: expect.any(String),
        referenceId: 'RefNode1',
      });
      const auth = { Authorization: `Bearer ${gateway().key}` };
      const byOrder = await send('GET', `/order/${created.json.orderId}/status`, auth);
      const byReference = await send('GET', '/order/referenceId/RefNode1/status', auth);
      expect(byOrder.json).toEqual(byReference.json);
    });
  });

  describe('a .NET shop plugin', () => {
    // A decimal goes out as 1250.5000; the reference is a GUID; the charset is spelled out.
    const headers = () => ({
      Authorization: `Bearer ${gateway().key}`,
      Accept:
        'application/json, text/json, text/x-json, text/javascript, application/xml, text/xml',
      'User-Agent': 'RestSharp/110.2.0.0',
      'Content-Type': 'application/json; charset=utf-8',
    });

    it('creates, and reads an integer code', async () => {
      const reference = 'b6b1a1f4-6c1c-4f7e-9a0e-3d2c8f1f9b11';
      const created = await send(
        'POST',
        '/order',
        headers(),
        `{"amount":1250.5000,"referenceId":"${reference}","description":"Order 42",` +
          '"successCallbackUrl":"http://localhost:5000/ipaybd/success",' +
          '"failureCallbackUrl":"http://localhost:5000/ipaybd/failure",' +
          '"cancelCallbackUrl":"http://localhost:5000/ipaybd/cancel"}',
      );
      expect(created.status).toBe(200);
      expect(gateway().sandbox.order(created.json.orderId)?.amount).toBe(1250.5);
      const asked = await send('GET', `/order/referenceId/${reference}/status`, headers());
      expect(Number.isInteger(asked.json.statusCode)).toBe(true);
    });
  });

  describe('a page with jQuery', () => {
    it('sends the amount as the text of a field', async () => {
      const created = await send(
        'POST',
        '/order',
        {
          Authorization: `Bearer ${gateway().key}`,
          'Content-type': 'application/json',
          Accept: 'application/json, text/javascript, */*; q=0.01',
        },
        JSON.stringify({
          amount: '1500',
          referenceId: '20260017',
          description: 'Buy Package 2',
          successCallbackUrl: 'http://register.example/success/reference/20260017',
          failureCallbackUrl: 'http://register.example/failure/reference/20260017',
          cancelCallbackUrl: 'http://register.example/cancel/reference/20260017',
        }),
      );
      expect(created.status).toBe(200);
      expect(gateway().sandbox.order(created.json.orderId)?.amount).toBe(1500);
    });
  });
}
