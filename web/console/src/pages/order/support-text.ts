import type { Order, OrderEvent } from '../../api/schemas';
import { formatMoney } from '../../ui/money';
import { momentInDhaka, momentInUtc } from '../../ui/time';
import { outcomeOf, readEvidence, type Evidence } from './evidence';

/**
 * Everything that iPay's support asks for, as one text in English. Ids and times stand as iPay
 * knows them; nothing secret is in it, for evidence is kept without keys.
 */
export function supportText(
  order: Order,
  events: readonly OrderEvent[],
  merchant: string,
  since: string,
): string {
  const { gateway, attention } = order;
  const accepted = events.find(({ type }) => type === 'order.pending');
  const facts: [string, string | null][] = [
    ['iPay order id', gateway.orderId ?? 'none: iPay has not confirmed the order'],
    ['Reference', order.referenceId],
    ['Transaction id', order.transactionId ?? 'none'],
    ['Amount', `${formatMoney(order.amount)} (BDT ${order.amount.toFixed(2)})`],
    ['Environment', order.environment],
    ['Merchant', merchant],
    ['Our order id', order.id],
    ['Created', moment(order.createdAt)],
    ['Accepted by iPay', accepted ? moment(accepted.at) : 'no'],
    ['Transaction time', order.transactionTime && moment(order.transactionTime)],
    ['State here', `${order.state} since ${moment(since)}`],
    ['iPay said last', lastWord(order)],
    ['Needs attention', attention && `${attention.reason}: ${attention.detail}`],
  ];
  const width = Math.max(...facts.map(([name]) => name.length)) + 3;
  const lines = facts.flatMap(([name, value]) =>
    value === null ? [] : [`${`${name}:`.padEnd(width)}${value}`],
  );
  const exchanges = exchangesOf(events);
  return [
    `Question about the payment ${gateway.orderId ?? order.referenceId}`,
    '',
    ...lines,
    '',
    'What we asked, and what iPay answered:',
    ...(exchanges.length > 0 ? exchanges : ['nothing is on record']),
    '',
  ].join('\n');
}

function lastWord({ gateway }: Order): string {
  const { statusCode, status, checkedAt, checks } = gateway;
  if (checkedAt === null)
    return checks === 0 ? 'not asked yet' : `no answer, asked ${checks} times`;
  return `${statusCode ?? 'no code'} "${status ?? ''}" at ${moment(checkedAt)}, asked ${checks} times`;
}

/** Answers that came again and again are told once, with how often and until when. */
function exchangesOf(events: readonly OrderEvent[]): string[] {
  const told: { first: string; last: string; times: number; evidence: Evidence }[] = [];
  for (const { at, evidence: kept } of events) {
    const evidence = readEvidence(kept);
    if (!evidence) continue;
    const before = told.at(-1);
    if (before && isSame(before.evidence, evidence)) {
      before.last = at;
      before.times += 1;
    } else {
      told.push({ first: at, last: at, times: 1, evidence });
    }
  }
  return told.flatMap(({ first, last, times, evidence }, index) => [
    `${index + 1}. ${moment(first)}`,
    `   ${evidence.request.method} ${evidence.request.path}`,
    `   ${outcomeOf(evidence)}${evidence.body === undefined ? '' : `: ${evidence.body}`}`,
    ...(times > 1 ? [`   the same answer ${times} times, last at ${moment(last)}`] : []),
  ]);
}

function isSame(one: Evidence, other: Evidence): boolean {
  return (
    one.request.method === other.request.method &&
    one.request.path === other.request.path &&
    one.httpStatus === other.httpStatus &&
    one.body === other.body &&
    one.error === other.error
  );
}

function moment(at: string): string {
  return `${momentInDhaka(at)} = ${momentInUtc(at)}`;
}
