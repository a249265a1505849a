import { words } from '../../../words/overview';
import { duration } from '../took';
import { percent } from '../percent';
import type { Figures, Tally } from './figures';

/** How many succeed and how fast, with what it was before. */
export function Rates({ figures: { now, before, stretch } }: { figures: Figures }) {
  const says = words.value.overview.money;
  const rates: { name: string; means: string; of: (tally: Tally) => string }[] = [
    { name: says.successRate, means: says.successRateMeans, of: successRate },
    { name: says.halfPaid, means: says.paidMeans, of: ({ timeToPaid: t }) => time(t?.p50Ms) },
    { name: says.mostPaid, means: says.paidMeans, of: ({ timeToPaid: t }) => time(t?.p95Ms) },
  ];
  return (
    <dl class="rates">
      {rates.map(({ name, means, of }) => (
        <div key={name} title={means}>
          <dt>{name}</dt>
          <dd>
            <strong class="figures">{of(now)}</strong>{' '}
            <span class="faint figures" title={says.before[stretch.period].long}>
              {says.was(of(before))}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const NONE = '–';

function successRate({ successRate: share }: Tally): string {
  return share === null ? NONE : percent(share);
}

function time(ms: number | undefined): string {
  return ms === undefined ? NONE : duration(ms);
}
