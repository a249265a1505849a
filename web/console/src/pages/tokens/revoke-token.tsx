import { answerOf, api } from '../../api/client';
import type { Schemas } from '../../api/schemas';
import { session, sessionEnded } from '../../api/session';
import { ConfirmByName } from '../../ui/confirm-by-name';
import { notify } from '../../ui/notices';
import { words } from '../../words/tokens';
import { isOwn } from './grant';

type Token = Schemas['Token'];

interface RevokeTokenProps {
  token: Token;
  onRevoked: (token: Token) => void;
  onFailed: () => void;
  onClose: () => void;
}

/** Ends a token, its streams and its sessions, which may be this one. */
export function RevokeToken({ token, onRevoked, onFailed, onClose }: RevokeTokenProps) {
  const says = words.value.tokens.revoke;
  const isMine = session.value ? isOwn(session.value, token.id) : false;
  return (
    <ConfirmByName
      title={says.title(token.name)}
      name={token.name}
      submit={says.now}
      isDangerous
      onClose={onClose}
      onFailed={onFailed}
      onConfirm={async () => {
        await answerOf(api.DELETE('/v1/tokens/{token}', { params: { path: { token: token.id } } }));
        if (isMine) {
          sessionEnded({ isForGood: true });
          return;
        }
        onRevoked(token);
        notify(says.done(token.name));
      }}
    >
      <p>{says.lead}</p>
      {isMine && (
        <p>
          <strong>{says.own}</strong>
        </p>
      )}
    </ConfirmByName>
  );
}
