/** What a fault makes of the gateway's answer. Pure: `wire.ts` carries it out. */
import {
  refusal,
  referenceUsed,
  INVALID_API_KEY,
  ORDER_NOT_FOUND,
  type GatewayAnswer,
} from './answers';
import { type Fault, type GatewayQuestion } from './faults';
import { codeOf, labelOf, type CodeFamily, type OrderState } from './states';

export interface WireAnswer {
  status: number;
  contentType: string;
  headers: Record<string, string>;
  body: string | Buffer;
}

export type WireAct =
  | { act: 'send'; answer: WireAnswer }
  /** Promise the whole length, deliver a part, hang up. */
  | { act: 'cut-off'; answer: WireAnswer }
  /** The answer, and once more on the same connection. */
  | { act: 'twice'; answer: WireAnswer }
  | { act: 'drip'; answer: WireAnswer; bytesPerSecond: number }
  | { act: 'flood'; bytes: number }
  /** `ms` null: for ever. */
  | { act: 'silence'; ms: number | null }
  | { act: 'reset' };

const JSON_TYPE = 'application/json;charset=UTF-8';
const GATEWAY_PAGE =
  '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>';

export function plain(answer: GatewayAnswer): WireAct {
  return { act: 'send', answer: asJson(answer) };
}

/**
 * `answer` is null where the fault strikes before the gateway has done its work; the faults that
 * need a true answer never strike then (`strikesAfter`).
 */
export function spoil(
  fault: Fault,
  question: GatewayQuestion,
  answer: GatewayAnswer | null,
  family: CodeFamily,
): WireAct {
  const truth = answer ?? refusal(500, 'Internal Server Error');
  switch (fault.kind) {
    case 'hang':
      return { act: 'silence', ms: fault.ms ?? null };
    case 'reset':
      return { act: 'reset' };
    case 'http':
      return send(fault.status, fault.contentType, fault.body, fault.headers);
    case 'refuse':
      return plain(refusalOf(fault.status, question));
    case 'html':
      return send(fault.status, 'text/html;charset=UTF-8', fault.body ?? GATEWAY_PAGE);
    case 'garbage':
      return garbage(fault.form, fault.status, truth);
    case 'huge':
      return { act: 'flood', bytes: fault.bytes };
    case 'drip':
      return { act: 'drip', answer: asJson(truth), bytesPerSecond: fault.bytesPerSecond };
    case 'delay':
      return plain(truth);
    case 'twice':
      return { act: 'twice', answer: asJson(truth) };
    case 'wrong-order': {
      const others = { orderId: fault.otherOrderId, referenceId: fault.otherReferenceId };
      return plain({
        ...truth,
        json: { ...inState(truth.json, fault.state, family), ...others },
      });
    }
    case 'answer': {
      const said = { ...inState(truth.json, fault.state, family), ...fault.fields };
      if (fault.codeAsText && 'statusCode' in said) said.statusCode = String(said.statusCode);
      const kept = Object.entries(said).filter(([field]) => !fault.omit.includes(field));
      return plain({ ...truth, json: Object.fromEntries(kept) });
    }
  }
}

function garbage(
  form: Extract<Fault, { kind: 'garbage' }>['form'],
  status: number,
  truth: GatewayAnswer,
): WireAct {
  const whole = asJson(truth);
  const text = JSON.stringify(truth.json);
  switch (form) {
    case 'not-json':
      return send(status, JSON_TYPE, 'oops <not json> {"statusCode":200');
    case 'truncated':
      return { act: 'send', answer: { ...whole, body: text.slice(0, Math.ceil(text.length / 2)) } };
    case 'cut-off':
      return { act: 'cut-off', answer: whole };
    case 'empty':
      return send(status, JSON_TYPE, '');
    case 'null':
      return send(status, JSON_TYPE, 'null');
    case 'array':
      return send(status, JSON_TYPE, `[${text}]`);
    case 'binary':
      return {
        act: 'send',
        answer: {
          status,
          contentType: JSON_TYPE,
          headers: {},
          body: Buffer.from([0x7b, 0x00, 0xff, 0xfe, 0x22, 0xc3, 0x28, 0x7d]),
        },
      };
  }
}

/** A status answer as though the order were in that state; anything else is left alone. */
function inState(
  json: Record<string, unknown>,
  state: OrderState | undefined,
  family: CodeFamily,
): Record<string, unknown> {
  if (state === undefined || !('statusCode' in json)) return json;
  return {
    ...json,
    statusCode: codeOf(state, family),
    status: labelOf(state),
    ...(state === 'paid' ? {} : { transactionId: null, transactionTime: null }),
  };
}

function refusalOf(
  status: Extract<Fault, { kind: 'refuse' }>['status'],
  question: GatewayQuestion,
): GatewayAnswer {
  switch (status) {
    case 401:
      return INVALID_API_KEY;
    case 404:
      return ORDER_NOT_FOUND;
    case 409:
      return referenceUsed(question.referenceId ?? '');
    case 400:
      return refusal(400, 'Bad request');
    case 403:
      return refusal(403, 'Access denied');
    case 422:
      return refusal(422, 'The order cannot be placed');
    case 429:
      return refusal(429, 'Too many requests');
  }
}

function send(
  status: number,
  contentType: string | undefined,
  body: unknown,
  headers: Record<string, string> = {},
): WireAct {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const type = contentType ?? (typeof body === 'string' ? 'text/plain;charset=UTF-8' : JSON_TYPE);
  return { act: 'send', answer: { status, contentType: type, headers, body: text } };
}

function asJson(answer: GatewayAnswer): WireAnswer {
  return {
    status: answer.status,
    contentType: JSON_TYPE,
    headers: {},
    body: JSON.stringify(answer.json),
  };
}
