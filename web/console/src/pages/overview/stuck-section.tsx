import { formatCount } from '../../ui/money';
import { words } from '../../words/overview';
import { Findings } from './findings';
import type { Finding, Overview } from './judge';
import { Question } from './question';

/** Orders that need a human, checks and deliveries that are late. */
export function StuckSection({
  findings,
  overview,
}: {
  findings: readonly Finding[];
  overview: Overview | undefined;
}) {
  const says = words.value.overview.stuck;
  return (
    <Question id="stuck" title={says.title}>
      <Findings findings={findings} well={overview ? says.well : says.noneFlagged} />
      {overview && (
        <p class="facts-line">
          {says.facts(formatCount(overview.checks.open), formatCount(overview.deliveries.waiting))}
        </p>
      )}
    </Question>
  );
}
