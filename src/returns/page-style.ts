import { createHash } from 'node:crypto';

/**
 * The only style there is; light and dark from the same tokens. Texts keep 7 to 1, to be read in
 * sunlight. Sizes of text follow what the buyer has told the phone.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --accent: #0d566f; --on-accent: #fff; --paper: #fff; --ground: #f4f6f7;
  --ink: #14191c; --muted: #445056; --line: #c9d3d8; --amber: #6f4700;
}
@media (prefers-color-scheme: dark) {
  :root {
    --accent: #63c2df; --on-accent: #06222c; --paper: #1a2023; --ground: #111618;
    --ink: #eef2f3; --muted: #b4c0c6; --line: #37444a; --amber: #ffc65c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 0 16px 24px; max-width: 30rem;
  background: var(--ground); color: var(--ink);
  font: 1.0625rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Bengali", "Hind Siliguri", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
header { display: flex; justify-content: space-between; align-items: center; }
header strong { font-size: 1.25rem; }
header a, .quiet { display: inline-flex; align-items: center; min-height: 48px; }
h1 { margin: 8px 0 4px; font-size: 1.5rem; line-height: 1.25; }
h1::before {
  content: ""; display: inline-block; width: 1em; height: 1em; margin-right: 8px; border-radius: 50%;
  background: var(--muted); color: var(--ground); font-size: .9em; line-height: 1; text-align: center;
}
.confirming h1::before { width: .7em; height: .7em; background: var(--accent); }
.overdue h1::before, .trouble h1::before { content: "!"; content: "!" / ""; background: var(--amber); }
.unknown h1::before { content: "?"; content: "?" / ""; }
@media (prefers-reduced-motion: no-preference) {
  .confirming h1::before { animation: breathe 2s ease-in-out infinite; }
  @keyframes breathe { 50% { opacity: .3; } }
}
p { margin: 0 0 12px; }
.other, .asked { color: var(--muted); }
.other { margin-bottom: 16px; }
.asked { font-size: .9375rem; }
dl {
  margin: 0 0 16px; padding: 0 16px; overflow: hidden;
  background: var(--paper); border: 1px solid var(--line); border-radius: 12px;
}
dl div { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 16px; padding: 10px 0; }
dl div + div { border-top: 1px solid var(--line); }
dt { color: var(--muted); }
dd { margin: 0 0 0 auto; font-weight: 600; }
.amount dd { font-size: 1.5rem; line-height: 1.2; }
a { color: var(--accent); }
.button {
  display: block; margin: 0 0 12px; padding: 12px 16px; min-height: 52px; text-align: center;
  font-weight: 600; text-decoration: none; border: 1px solid; border-radius: 8px;
}
.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.button small { display: block; font-size: .875rem; font-weight: 400; }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** No scripts, no frames, no forms, nothing from elsewhere; this very style and no other. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
