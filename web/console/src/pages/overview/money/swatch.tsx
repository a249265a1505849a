import type { OrderState } from '../../../api/schemas';
import { PATTERNS, TILE, WASH } from './pattern';

const OFFSETS = [0, TILE];

/** What the state's areas look like, beside its name. */
export function Swatch({ state }: { state: OrderState }) {
  const { lines } = PATTERNS[state];
  return (
    <svg
      class={`swatch state-${state}`}
      width={2 * TILE}
      height={2 * TILE}
      viewBox={`0 0 ${2 * TILE} ${2 * TILE}`}
      fill="currentColor"
      stroke="currentColor"
      aria-hidden="true"
    >
      <rect
        width={2 * TILE}
        height={2 * TILE}
        stroke-width="2"
        fill-opacity={lines === undefined ? 1 : WASH}
      />
      {lines !== undefined &&
        OFFSETS.flatMap((x) =>
          OFFSETS.map((y) => (
            <path key={`${x} ${y}`} d={lines} transform={`translate(${x} ${y})`} />
          )),
        )}
    </svg>
  );
}
