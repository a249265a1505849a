/** How an endpoint does, for who looks after many. */
export const ENDPOINT_STATES = ['working', 'failing', 'disabled'] as const;
export type EndpointState = (typeof ENDPOINT_STATES)[number];

/**
 * Whose turn it is in a list: who needs somebody comes first. Failing, disabled by the service,
 * working, disabled by hand.
 */
export const TURNS_OF: Readonly<Record<EndpointState, readonly number[]>> = {
  failing: [0],
  working: [2],
  disabled: [1, 3],
};

/** The turn of a row `w`; word for word as in the index `webhook_endpoints_by_turn`. */
export const TURN = `
  CASE WHEN w.enabled AND w.failing_since IS NOT NULL THEN 0
    WHEN w.enabled THEN 2
    WHEN w.disabled_reason IS NOT NULL THEN 1
    ELSE 3 END`;

export function stateAt(turn: number): EndpointState {
  const state = ENDPOINT_STATES.find((one) => TURNS_OF[one].includes(turn));
  if (!state) throw new Error(`no endpoint has the turn ${turn}`);
  return state;
}
