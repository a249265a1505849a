import { may } from '../../api/session';
import { Page } from '../../ui/page';
import { words } from '../../words';
import { MoneySection } from './money/money-section';
import './overview.css';

/** Four questions: is money moving, is anything stuck, is iPay well, are we well. */
export default function OverviewPage() {
  return <Page title={words.value.overview.title}>{may('orders:read') && <MoneySection />}</Page>;
}
