/** Light, then dark. Each text stands on a ground of the button's own, so its contrast is certain. */
const COLOURS = {
  face: ['#187b9c', '#4fb4d3'],
  'face-hover': ['#146f8e', '#63c2df'],
  'face-ink': ['#fff', '#06222c'],
  paper: ['#fff', '#12191c'],
  tint: ['#e3f2f7', '#16333d'],
  'tint-hover': ['#d3eaf2', '#1d424f'],
  ink: ['#11637f', '#8fd6ec'],
  'alert-ground': ['#fdecea', '#3b1513'],
  'alert-ink': ['#8c1d18', '#ffb4ab'],
  'note-ground': ['#eef1f2', '#242c30'],
  'note-ink': ['#3d494e', '#c6d0d5'],
} as const;

type Colour = keyof typeof COLOURS;

const colours = (choose: (light: string, dark: string) => string): string =>
  Object.entries(COLOURS)
    .map(([name, [light, dark]]) => `--_${name}:${choose(light, dark)};`)
    .join('');

const form = (face: Colour, hover: Colour, ink: Colour, edge: string): string =>
  `--_ground:var(--_${face});--_hover:var(--_${hover});--_text:var(--_${ink});--_edge:${edge};`;

/** The accent of iPay's own app: 3.9 to 1 on white, 4.5 to 1 on the dark paper. */
const ACCENT = '#1c8bb0';

/**
 * `auto` is what the page itself is (its `color-scheme`), not what the system prefers: a light page
 * stays light in a dark system. Browsers without `light-dark()` show the light one.
 */
export const STYLE = `
:host {
  display: inline-block; max-width: 100%; vertical-align: middle;
  font-family: var(--ipay-font, inherit); font-weight: 600;
  ${colours((light) => light)}
  ${form('face', 'face-hover', 'face-ink', 'transparent')}
}
:host([theme=dark]) { ${colours((_light, dark) => dark)} }
@supports (color: light-dark(red, red)) {
  :host(:not([theme=light], [theme=dark])) { ${colours((light, dark) => `light-dark(${light},${dark})`)} }
}
:host([variant=outline]) { ${form('paper', 'tint', 'ink', ACCENT)} }
:host([variant=quiet]) { ${form('tint', 'tint-hover', 'ink', 'transparent')} }
:host([hidden]) { display: none; }
button {
  box-sizing: border-box; display: inline-grid; place-items: center; width: 100%; margin: 0;
  min-height: var(--ipay-height, 48px); padding: 4px 16px;
  border: 1px solid var(--_edge); border-radius: var(--ipay-radius, 8px);
  background: var(--_ground); color: var(--_text);
  font: inherit; line-height: 1.3; text-align: center; text-wrap: balance;
  cursor: pointer; touch-action: manipulation;
}
button:hover { background: var(--_hover); }
button:focus-visible { outline: 3px solid ${ACCENT}; outline-offset: 2px; }
button:disabled { opacity: .5; cursor: not-allowed; }
button[aria-busy] { cursor: progress; background: var(--_ground); }
button > span { grid-area: 1 / 1; }
button:not([aria-busy]) > [part=waiting], button[aria-busy] > [part=label] { visibility: hidden; }
b { font-weight: 800; }
[part=spinner] {
  display: inline-block; width: .8em; height: .8em; margin-inline-end: .5em; vertical-align: -.05em;
  border: 2px solid; border-inline-end-color: transparent; border-radius: 50%;
  forced-color-adjust: none;
}
@media (prefers-reduced-motion: no-preference) {
  button[aria-busy] > [part=waiting] > span { animation: turn 1s linear infinite; }
  @keyframes turn { to { transform: rotate(1turn); } }
}
p {
  box-sizing: border-box; width: 0; min-width: 100%; margin: 0; overflow-wrap: anywhere;
  border-radius: min(var(--ipay-radius, 8px), 12px);
  background: var(--_note-ground); color: var(--_note-ink);
  font-size: max(.875em, 14px); font-weight: 400; line-height: 1.4; text-align: start;
}
p:not(:empty) { margin-block-start: 8px; padding: 8px 12px; }
[part=message] { background: var(--_alert-ground); color: var(--_alert-ink); }
[part=note].unseen {
  position: absolute; min-width: 0; width: 1px; height: 1px; padding: 0;
  overflow: hidden; clip-path: inset(50%);
}
@media (forced-colors: active) {
  button:disabled { opacity: 1; }
  p:not(:empty) { border: 1px solid; }
}
`;
