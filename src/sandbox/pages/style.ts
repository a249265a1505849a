/** One sheet for every page, light and dark from the same tokens. */
export const STYLE = `
:root {
  --accent: #1c8bb0; --accent-strong: #146f8e; --on-accent: #ffffff; --accent-soft: #e8f3f7;
  --paper: #ffffff; --ground: #f4f6f7; --ink: #1d2529; --muted: #56646b; --line: #d5dde1;
  --note: #fff4d6; --note-ink: #5c4400; --bad: #b3261e; --bad-soft: #fdecea;
  --good: #1b7a43; --amber: #8a5a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --accent: #4db6d6; --accent-strong: #63c2df; --on-accent: #06222c; --accent-soft: #17323c;
    --paper: #1a2023; --ground: #111618; --ink: #e7ecee; --muted: #a3b1b8; --line: #37444a;
    --note: #3d3212; --note-ink: #ffe6a3; --bad: #ff9b92; --bad-soft: #40201d;
    --good: #6fd39a; --amber: #ffc65c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Bengali", "Hind Siliguri", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
.play-money {
  margin: 0; padding: 8px 16px; text-align: center; font-weight: 600;
  background: var(--note); color: var(--note-ink);
}
header, main { margin: 0 auto; padding: 0 16px; max-width: 480px; }
.wide header, .wide main { max-width: 1120px; }
header { display: flex; justify-content: space-between; align-items: center; min-height: 56px; gap: 16px; }
header a { display: inline-flex; align-items: center; gap: 6px; min-height: 44px; }
.word-mark { font-size: 20px; font-weight: 700; color: var(--ink); text-decoration: none; }
.word-mark span { color: var(--accent-strong); font-weight: 500; }
main { padding-bottom: 48px; }
h1 { font-size: 24px; line-height: 1.25; margin: 8px 0 16px; }
h2 { font-size: 18px; margin: 32px 0 8px; }
a { color: var(--accent-strong); }
.hint, .muted { color: var(--muted); }
.hint { margin: 0 0 12px; }
.bill { margin: 0 0 24px; padding: 4px 16px; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
.bill div { display: flex; justify-content: space-between; gap: 16px; padding: 8px 0; }
.bill div + div { border-top: 1px solid var(--line); }
.bill dt { color: var(--muted); flex: none; }
.bill dd { margin: 0; text-align: right; }
.bill .amount { align-items: baseline; }
.bill .amount dd { font-size: 28px; font-weight: 700; }
form { margin: 0 0 12px; }
label { display: block; margin: 0 0 4px; font-weight: 600; }
input, select {
  width: 100%; min-height: 48px; margin: 0 0 16px; padding: 8px 12px; font: inherit;
  color: inherit; background: var(--paper); border: 1px solid var(--muted); border-radius: 8px;
}
button, .button {
  display: block; width: 100%; min-height: 48px; padding: 10px 16px; font: inherit; font-weight: 600;
  text-align: center; text-decoration: none; cursor: pointer;
  color: var(--accent-strong); background: var(--paper); border: 1px solid var(--accent-strong); border-radius: 8px;
}
button.primary, .button { color: var(--on-accent); background: var(--accent-strong); }
button.quiet { border-color: transparent; background: transparent; }
button:hover, .button:hover { border-color: var(--ink); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.problem {
  margin: 0 0 16px; padding: 12px 16px; color: var(--bad); background: var(--bad-soft);
  border-left: 4px solid var(--bad); border-radius: 4px; font-weight: 600;
}
.members { list-style: none; margin: 0; padding: 0; }
.members form { margin: 0 0 8px; }
.member {
  display: grid; grid-template-columns: 1fr auto; gap: 0 16px; text-align: left;
  color: var(--ink); border-color: var(--line); font-weight: 400;
}
.member .fate { grid-row: 2; grid-column: 1 / -1; color: var(--muted); }
.member .mobile { grid-row: 1; grid-column: 2; color: var(--muted); }
.compact { display: inline-block; width: auto; }
.narrow-form { max-width: 440px; }
code, pre { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 14px; }
pre { margin: 8px 0; padding: 12px; overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
.key { padding: 4px 8px; background: var(--accent-soft); border-radius: 4px; user-select: all; }
.pairs { margin: 0 0 16px; }
.pairs div { display: grid; grid-template-columns: minmax(100px, 22%) 1fr; gap: 16px; padding: 6px 0; border-bottom: 1px solid var(--line); }
.pairs dt { color: var(--muted); }
.pairs dd { margin: 0; }
.tools { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 16px 0 0; }
.tools form { flex: 1 1 280px; max-width: 440px; }
.inline { display: flex; gap: 8px; }
.inline input { margin: 0; min-width: 0; }
.inline button { width: auto; flex: none; }
.scroll { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 8px 12px; text-align: left; white-space: nowrap; }
th { color: var(--muted); font-weight: 600; font-size: 14px; }
tbody tr { border-top: 1px solid var(--line); }
.number { text-align: right; }
.state { font-weight: 600; }
.state-line { font-size: 20px; margin: 0 0 16px; }
.state.created { color: var(--accent-strong); }
.state.paid { color: var(--good); }
.state.cancelled, .state.expired { color: var(--muted); }
.state.failed { color: var(--bad); }
.state.error { color: var(--amber); }
.states { display: flex; flex-wrap: wrap; gap: 8px; }
.states button { width: auto; flex: 1 1 140px; max-width: 200px; }
button:disabled { color: var(--muted); border-color: var(--line); cursor: default; }
.exchanges { margin: 0; padding: 0; list-style: none; }
.exchanges li { padding: 8px 0; border-top: 1px solid var(--line); }
.exchanges p { margin: 0; }
.bodies { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 0 16px; }
figure { margin: 8px 0 0; min-width: 0; }
figcaption { color: var(--muted); font-size: 14px; }
figure pre { margin: 4px 0; white-space: pre-wrap; }
.spoiled { color: var(--amber); font-weight: 600; }
`;
