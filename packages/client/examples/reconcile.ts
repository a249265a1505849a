/**
 * What a merchant has been paid for orders of a time, as a CSV; and what needs a human, with why.
 *
 *     IPAY_CONNECT_URL=… IPAY_CONNECT_TOKEN=… MERCHANT_ID=… \
 *       FROM=2026-11-22T18:00:00Z TO=2026-11-23T18:00:00Z npx tsx reconcile.ts
 */
import { payments } from './payments';
import { setting } from './settings';

/** As RFC 4180 has it: a reference may hold commas and quotes. */
function cell(value: string | number | null | undefined): string {
  return `"${String(value ?? '').replaceAll('"', '""')}"`;
}

async function reconcile(): Promise<void> {
  const merchantId = setting('MERCHANT_ID');
  const time = { createdFrom: setting('FROM'), createdTo: setting('TO'), limit: 200 };

  console.log('reference,transaction,amount,paid at,shipped by');
  let [count, poisha] = [0, 0];
  for await (const order of payments.orders(merchantId, { ...time, state: ['paid'] })) {
    const { referenceId, transactionId, amount, paidAt, fulfilment } = order;
    console.log([referenceId, transactionId, amount, paidAt, fulfilment?.by].map(cell).join());
    count += 1;
    // Sums of decimals are not exact; sums of whole poisha are.
    poisha += Math.round(amount * 100);
  }
  console.log(`${count} paid, ${(poisha / 100).toFixed(2)} BDT`);

  for await (const { id, referenceId } of payments.orders(merchantId, { attention: true })) {
    const { summary } = await payments.explainOrder(merchantId, id);
    console.log(`attention: ${referenceId}: ${summary}`);
  }
}

reconcile().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
