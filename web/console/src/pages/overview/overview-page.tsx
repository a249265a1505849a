import { attention } from '../../api/attention';
import { may } from '../../api/session';
import { environment } from '../../preferences';
import { useOwnUrl } from '../../ui/own-url';
import { Page } from '../../ui/page';
import { ErrorState, NotRenewed } from '../../ui/page-states';
import { words } from '../../words/overview';
import { GatewaySection } from './gateway-section';
import {
  isUsed,
  judgeBacklogs,
  judgeFlagged,
  judgeGateway,
  judgeMoney,
  judgeOurselves,
  totalOf,
  type Finding,
} from './judge';
import { figuresIn } from './money/figures';
import { MoneySection } from './money/money-section';
import { parsePeriod } from './money/period';
import { useFigures } from './money/use-figures';
import { OurselvesSection } from './ourselves-section';
import { StuckSection } from './stuck-section';
import { useOverview } from './use-overview';
import { Verdicts, type Verdict } from './verdicts';
import './overview.css';

/** Four questions: is money moving, is anything stuck, is iPay well, are we well. */
export default function OverviewPage() {
  const period = parsePeriod(useOwnUrl().searchParams.get('period'));
  const maySeeOrders = may('orders:read');
  const counted = useFigures(maySeeOrders ? period : null);
  const { data: overview, problem, reload } = useOverview();
  const isShown = (one: { environment: string }): boolean =>
    environment.value === 'all' || environment.value === one.environment;

  const figures = counted.data && figuresIn(counted.data).filter(isShown);
  const gateways = overview?.gateways.filter(isShown);
  const flagged = attention.value ? totalOf(attention.value) : overview?.attention;

  const money = figures?.flatMap(judgeMoney);
  const hasOrders = figures?.some(({ now }) => now.count > 0) ?? false;
  const stuck = flagged && [...judgeFlagged(flagged), ...(overview ? judgeBacklogs(overview) : [])];
  const gateway = gateways?.flatMap(judgeGateway);
  const hasCalls = gateways?.some(isUsed) ?? false;
  const ourselves = overview && judgeOurselves(overview);
  return (
    <Page
      title={words.value.overview.title}
      actions={
        <Verdicts
          verdicts={known({
            money: hasOrders || money?.length ? money : undefined,
            stuck,
            gateway: hasCalls ? gateway : undefined,
            ourselves,
          })}
        />
      }
    >
      {maySeeOrders && (
        <MoneySection
          period={period}
          figures={figures}
          countedAt={counted.data?.now.countedAt}
          findings={money ?? []}
          problem={counted.problem}
          onRetry={counted.reload}
        />
      )}
      {overview ? (
        <NotRenewed problem={problem} />
      ) : (
        problem && <ErrorState problem={problem} onRetry={reload} />
      )}
      {stuck && <StuckSection findings={stuck} overview={overview} />}
      {gateways && gateway && <GatewaySection findings={gateway} gateways={gateways} />}
      {overview && ourselves && <OurselvesSection findings={ourselves} overview={overview} />}
    </Page>
  );
}

/** Of the questions that this session may ask, those that something is known about. */
function known(answers: Record<Verdict['id'], readonly Finding[] | undefined>): Verdict[] {
  return (Object.keys(answers) as Verdict['id'][]).flatMap((id) => {
    const findings = answers[id];
    return findings ? [{ id, findings }] : [];
  });
}
