import type { ApiProblem } from '../../../api/problem';
import { FIGURE_FORMS, figureForm } from '../../../preferences';
import { EmptyState, ErrorState, Loading, NotRenewed } from '../../../ui/page-states';
import { words } from '../../../words/overview';
import { Findings } from '../findings';
import type { Finding } from '../judge';
import { Question } from '../question';
import { AsOf } from './as-of';
import { EnvironmentFigures } from './environment-figures';
import { isIdle, type Figures } from './figures';
import { PERIODS, type Period } from './period';

interface MoneySectionProps {
  period: Period;
  /** Of each environment that is shown; undefined until they are there. */
  figures: readonly Figures[] | undefined;
  /** When they were counted, RFC 3339. */
  countedAt: string | undefined;
  findings: readonly Finding[];
  problem: ApiProblem | undefined;
  onRetry: () => void;
}

/** Orders and sums by state over time, against the time before. */
export function MoneySection({
  period,
  figures,
  countedAt,
  findings,
  problem,
  onRetry,
}: MoneySectionProps) {
  return (
    <Question
      id="money"
      title={words.value.overview.money.title}
      actions={
        <>
          {countedAt !== undefined && <AsOf at={countedAt} />}
          <PeriodChoice chosen={period} />
          <FormSwitch />
        </>
      }
    >
      {figures ? (
        <>
          <NotRenewed problem={problem} />
          {findings.length > 0 && <Findings findings={findings} />}
          <AllFigures figures={figures} />
        </>
      ) : problem ? (
        <ErrorState problem={problem} onRetry={onRetry} />
      ) : (
        <div class="figures-place">
          <Loading />
        </div>
      )}
    </Question>
  );
}

/** Play money and real money stand apart. */
function AllFigures({ figures }: { figures: readonly Figures[] }) {
  const says = words.value.overview.money;
  if (figures.every(isIdle)) {
    return (
      <EmptyState title={says.empty}>
        <p>{says.emptyHint}</p>
      </EmptyState>
    );
  }
  return (
    <>
      {figures.map((one) => (
        <EnvironmentFigures key={one.environment} figures={one} />
      ))}
    </>
  );
}

/** In the address, so that it can be sent to somebody. */
function PeriodChoice({ chosen }: { chosen: Period }) {
  const says = words.value.overview.money;
  return (
    <div class="segments" role="group" aria-label={says.periods}>
      {PERIODS.map((period) => (
        <a
          key={period}
          href={`/console/overview${period === 'today' ? '' : `?period=${period}`}`}
          aria-current={period === chosen ? 'true' : undefined}
        >
          {says.period[period]}
        </a>
      ))}
    </div>
  );
}

function FormSwitch() {
  const says = words.value.overview.money;
  return (
    <div class="segments" role="group" aria-label={says.forms}>
      {FIGURE_FORMS.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={figureForm.value === one}
          onClick={() => {
            figureForm.value = one;
          }}
        >
          {says.form[one]}
        </button>
      ))}
    </div>
  );
}
