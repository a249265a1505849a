import type { ComponentChildren } from 'preact';
import { Icon } from '../../ui/icon';
import { remedyOf, sentenceOf } from './finding-words';
import type { Finding } from './judge';

/** What is wrong, each with the way out of it; where nothing is, one quiet line. */
export function Findings({
  findings,
  well,
}: {
  findings: readonly Finding[];
  well?: ComponentChildren;
}) {
  if (findings.length === 0) {
    return (
      <p class="well">
        <Icon name="check" size={14} />
        <span>{well}</span>
      </p>
    );
  }
  return (
    <ul class="findings">
      {findings.map((finding) => {
        const sentence = sentenceOf(finding);
        const { text, href } = remedyOf(finding);
        return (
          <li key={sentence} class={`finding finding-${finding.severity}`}>
            <Icon name={finding.severity === 'trouble' ? 'rejected' : 'error'} />
            <span>
              <strong>{sentence}</strong> {href === undefined ? text : <a href={href}>{text}</a>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
