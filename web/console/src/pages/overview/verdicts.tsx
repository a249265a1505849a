import { Icon } from '../../ui/icon';
import { words } from '../../words/overview';
import type { Finding } from './judge';

export interface Verdict {
  /** The question's place on the page. */
  id: 'money' | 'stuck' | 'gateway' | 'ourselves';
  findings: readonly Finding[];
}

/** All answers in a line, before the eye goes down the page; screen readers hear when one changes. */
export function Verdicts({ verdicts }: { verdicts: readonly Verdict[] }) {
  const says = words.value.overview.verdicts;
  return (
    <div role="status" aria-label={says.label}>
      <ul class="verdicts">
        {verdicts.map(({ id, findings }) => {
          const isTrouble = findings.some(({ severity }) => severity === 'trouble');
          const [tone, icon] = isTrouble
            ? (['trouble', 'rejected'] as const)
            : findings.length > 0
              ? (['notice', 'error'] as const)
              : (['well', 'check'] as const);
          return (
            <li key={id}>
              <a href={`#${id}`} class={`verdict verdict-${tone}`}>
                <Icon name={icon} size={14} />
                {findings.length > 0 ? says[id].ill(findings.length) : says[id].well}
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
