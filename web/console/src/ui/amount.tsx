import { formatMoney } from './money';

export function Amount({ bdt }: { bdt: number }) {
  return <span class="figures amount">{formatMoney(bdt)}</span>;
}
