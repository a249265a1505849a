import { FORMS, environment, form } from '../../../preferences';
import { useOwnUrl } from '../../../ui/own-url';
import { EmptyState, ErrorState, Loading, NotRenewed } from '../../../ui/page-states';
import { words } from '../../../words';
import { Question } from '../question';
import { EnvironmentFigures } from './environment-figures';
import { figuresOf, inOrder, isIdle } from './figures';
import { PERIODS, parsePeriod, type Period } from './period';
import { useFigures, type Counted } from './use-figures';

/** Orders and sums by state over time, against the time before. */
export function MoneySection() {
  const says = words.value.overview.money;
  const period = parsePeriod(useOwnUrl().searchParams.get('period'));
  const { data, problem, reload } = useFigures(period);
  return (
    <Question
      id="money"
      title={says.title}
      actions={
        <>
          <PeriodChoice chosen={period} />
          <FormSwitch />
        </>
      }
    >
      {data ? (
        <>
          <NotRenewed problem={problem} />
          <AllFigures counted={data} />
        </>
      ) : problem ? (
        <ErrorState problem={problem} onRetry={reload} />
      ) : (
        <div class="figures-place">
          <Loading />
        </div>
      )}
    </Question>
  );
}

/** Play money and real money stand apart. */
function AllFigures({ counted: { stretch, now, before } }: { counted: Counted }) {
  const says = words.value.overview.money;
  const chosen = environment.value;
  const shown = inOrder(
    (['production', 'sandbox'] as const)
      .filter((one) => chosen === 'all' || chosen === one)
      .map((one) => figuresOf(one, stretch, now, before)),
  );
  if (shown.every(isIdle)) {
    return (
      <EmptyState title={says.empty}>
        <p>{says.emptyHint}</p>
      </EmptyState>
    );
  }
  return (
    <>
      {shown.map((figures) => (
        <EnvironmentFigures key={figures.environment} figures={figures} />
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
      {FORMS.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={form.value === one}
          onClick={() => {
            form.value = one;
          }}
        >
          {says.form[one]}
        </button>
      ))}
    </div>
  );
}
