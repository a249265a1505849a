/** Line drawings of 16 units, in the colour of the text around them; never the only sign. */
const DRAWINGS = {
  creating: <circle cx="8" cy="8" r="5.5" stroke-dasharray="2.2 2.2" />,
  pending: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 8V4.5A3.5 3.5 0 0 1 11.5 8z" fill="currentColor" stroke="none" />
    </>
  ),
  paid: (
    <>
      <circle cx="8" cy="8" r="6.25" fill="currentColor" stroke="none" />
      <path d="m5.2 8.2 2 2 3.6-4.2" class="cut" />
    </>
  ),
  cancelled: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M4.2 11.8 11.8 4.2" />
    </>
  ),
  failed: <path d="m4 4 8 8m0-8-8 8" stroke-width="2" />,
  expired: <path d="M4.5 2.5h7m-7 11h7m-6-11v2.2L8 8l2.5-3.3V2.5m-5 11v-2.2L8 8l2.5 3.3v2.2" />,
  error: (
    <>
      <path d="M8 2.3 14.2 13H1.8z" stroke-linejoin="round" />
      <path d="M8 6.3v3.2m0 1.6v.6" />
    </>
  ),
  rejected: (
    <>
      <path d="M5.3 2.5h5.4l2.8 2.8v5.4l-2.8 2.8H5.3l-2.8-2.8V5.3z" stroke-linejoin="round" />
      <path d="M5 8h6" />
    </>
  ),
  flag: (
    <>
      <path d="M4 14V2.5" />
      <path d="M4 3h8l-2 2.8 2 2.8H4z" fill="currentColor" stroke-linejoin="round" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.25" />
      <path d="m10.2 10.2 3.3 3.3" />
    </>
  ),
  live: <circle cx="8" cy="8" r="4" fill="currentColor" stroke="none" />,
  paused: <path d="M5.5 4v8m5-8v8" stroke-width="2" />,
  reconnecting: <path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.8h-2.8" />,
  system: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" stroke="none" />
    </>
  ),
  light: (
    <>
      <circle cx="8" cy="8" r="2.75" />
      <path d="M8 1.5v1.6m0 9.8v1.6M1.5 8h1.6m9.8 0h1.6M3.4 3.4l1.1 1.1m7 7 1.1 1.1m0-9.2-1.1 1.1m-7 7-1.1 1.1" />
    </>
  ),
  dark: <path d="M13 9.6A5.5 5.5 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6z" stroke-linejoin="round" />,
  down: <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />,
  right: <path d="m6.5 4.5 3.5 3.5-3.5 3.5" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
    </>
  ),
  check: <path d="m3.5 8.5 3 3 6-7" stroke-width="2" />,
  close: <path d="m4.5 4.5 7 7m0-7-7 7" />,
  plus: <path d="M8 3.5v9M3.5 8h9" />,
  person: (
    <>
      <circle cx="8" cy="5.5" r="2.75" />
      <path d="M2.8 13.5a5.3 5.3 0 0 1 10.4 0" />
    </>
  ),
  send: <path d="M2.5 8h9.5M8.5 4.5 12 8l-3.5 3.5" />,
  ask: (
    <path d="M13.5 7.5a5.2 4.8 0 0 1-7.4 4.4l-3.4 1 1-2.8A4.7 4.7 0 0 1 2.9 7.5a5.3 4.9 0 0 1 10.6 0z" />
  ),
  back: <path d="M13.5 8H4m3.5-3.5L4 8l3.5 3.5" />,
} as const;

export type IconName = keyof typeof DRAWINGS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      aria-hidden="true"
    >
      {DRAWINGS[name]}
    </svg>
  );
}
