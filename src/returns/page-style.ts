import { createHash } from 'node:crypto';

/** The only style there is; light and dark from the same tokens. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --accent: #146f8e; --on-accent: #fff; --paper: #fff; --ground: #f4f6f7;
  --ink: #1d2529; --muted: #56646b; --line: #d5dde1; --amber: #8a5a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --accent: #63c2df; --on-accent: #06222c; --paper: #1a2023; --ground: #111618;
    --ink: #e7ecee; --muted: #a3b1b8; --line: #37444a; --amber: #ffc65c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 0 16px 32px; max-width: 480px;
  background: var(--ground); color: var(--ink);
  font: 17px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Bengali", "Hind Siliguri", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
header { display: flex; justify-content: space-between; align-items: center; min-height: 56px; }
header strong { font-size: 20px; }
header a { display: inline-flex; align-items: center; min-height: 48px; padding: 0 8px; }
h1 { margin: 16px 0 4px; font-size: 26px; line-height: 1.25; }
h1::before {
  content: ""; display: inline-block; width: 14px; height: 14px; margin-right: 10px;
  border: 3px solid var(--muted); border-radius: 50%;
}
.confirming h1::before { background: var(--accent); border-color: var(--accent); }
.overdue h1::before, .trouble h1::before { border-color: var(--amber); border-radius: 0; }
@media (prefers-reduced-motion: no-preference) {
  .confirming h1::before { animation: breathe 2s ease-in-out infinite; }
  @keyframes breathe { 50% { opacity: .3; } }
}
p { margin: 0 0 12px; }
.other, .asked { color: var(--muted); }
.other { margin-bottom: 20px; }
.asked { font-size: 15px; }
dl { margin: 0 0 20px; padding: 4px 16px; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
dl div { display: flex; justify-content: space-between; align-items: baseline; gap: 16px; padding: 10px 0; }
dl div + div { border-top: 1px solid var(--line); }
dt { flex: none; color: var(--muted); }
dd { margin: 0; text-align: right; font-weight: 600; }
.amount dd { font-size: 28px; }
a { color: var(--accent); }
.button {
  display: block; margin: 0 0 12px; padding: 12px 16px; min-height: 52px; text-align: center;
  font-weight: 600; text-decoration: none; border: 1px solid var(--accent); border-radius: 8px;
}
.primary { background: var(--accent); color: var(--on-accent); }
.button small { display: block; font-size: 14px; font-weight: 400; }
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
