import { formatMoney } from './money';

export function Amount({ bdt }: { bdt: number | string }) {
  return <span class="figures amount">{formatMoney(bdt)}</span>;
}
