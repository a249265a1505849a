import { merchantName } from '../api/merchant-names';
import { toProblem } from '../api/problem';
import { isReadOnly, session, signOut } from '../api/session';
import { FullMoment } from '../ui/moment';
import { Icon } from '../ui/icon';
import { notify } from '../ui/notices';
import { sentenceOf } from '../ui/page-states';
import { Popup } from '../ui/popup';
import { words } from '../words';
import { showKeys } from './keys-dialog';

/** Who is signed in, what they may, and the way out. */
export function MeMenu() {
  const me = session.value;
  const says = words.value.me;
  if (!me) return null;
  const leave = async (): Promise<void> => {
    try {
      await signOut();
    } catch (error) {
      notify(sentenceOf(toProblem(error)), { isTrouble: true });
    }
  };
  return (
    <Popup
      className="button-plain me"
      label={`${says.label}: ${me.name}`}
      button={
        <>
          <Icon name="person" />
          <span class="me-name">{me.name}</span>
          <Icon name="down" size={12} />
        </>
      }
    >
      {(close) => (
        <div class="me-panel">
          <p class="me-title">
            {me.name} <code class="faint">{me.actor}</code>
          </p>
          {isReadOnly.value && <p>{says.readOnly}</p>}
          <dl>
            <dt>{says.scopes}</dt>
            <dd>{me.scopes.join(', ')}</dd>
            <dt>{says.merchants}</dt>
            <dd>
              {me.merchants === '*' ? says.allMerchants : me.merchants.map(merchantName).join(', ')}
            </dd>
            <dt>{says.until}</dt>
            <dd>
              <FullMoment at={me.expiresAt} />
            </dd>
          </dl>
          <div class="me-actions">
            <button
              type="button"
              class="button"
              onClick={() => {
                close();
                showKeys();
              }}
            >
              {says.keys} <kbd>?</kbd>
            </button>
            <button type="button" class="button" onClick={() => void leave()}>
              {says.signOut}
            </button>
          </div>
        </div>
      )}
    </Popup>
  );
}
