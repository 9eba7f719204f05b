/** The page's style sheet. Colours of outcomes have 4.5 : 1 on their ground, in both themes. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #fff; --ink: #1b1f24; --soft: #59636e; --line: #d9dee4; --track: #eef1f4; --hover: #f0f3f6;
  --done: #1a7f37; --cached: #0969da; --skipped: #6e7781; --cancelled: #8a5a00; --failed: #c5221f; --stopped: #8a5a00;
  --critical: #8250df; --accent: #0969da; --log: #fbfcfd; --mark: #fff1a8; --mark-ink: #1b1f24;
  --a0: #24292f; --a1: #c5221f; --a2: #1a7f37; --a3: #8a5a00; --a4: #0969da; --a5: #8250df; --a6: #1b7c83; --a7: #6e7781;
  --a8: #57606a; --a9: #a40e26; --a10: #2da44e; --a11: #7d4e00; --a12: #218bff; --a13: #a475f9; --a14: #3192aa; --a15: #8c959f;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { DARK } }
:root[data-theme=dark] { color-scheme: dark; DARK }
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 4rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.wide { max-width: 1240px; margin: 0 auto; padding: 0 20px; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 8px; top: 8px; z-index: 9; background: var(--card); padding: 6px 10px; }
header.top { padding-top: 28px; padding-bottom: 4px; }
.title { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; letter-spacing: -.01em; }
h2 { font-size: 1.05rem; margin: 0; }
.badge { color: var(--card); border-radius: 999px; padding: 2px 12px; font-weight: 600; font-size: .85rem; background: var(--done); }
.badge.failed { background: var(--failed); } .badge.stopped { background: var(--cancelled); }
.when { color: var(--soft); margin: 4px 0 0; }
.theme { margin-left: auto; }
button, select, input { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 7px; padding: 5px 11px; }
button { cursor: pointer; } button:hover { background: var(--hover); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(118px, 1fr)); gap: 12px; margin: 18px 0 0; padding: 0; list-style: none; }
.tiles li { background: var(--card); border: 1px solid var(--line); border-radius: 11px; padding: 11px 15px; }
.tiles b { display: block; font-size: 1.42rem; line-height: 1.2; font-variant-numeric: tabular-nums; font-weight: 650; }
.tiles span { color: var(--soft); font-size: .86rem; }
.tiles .failed b { color: var(--failed); } .tiles .done b { color: var(--done); } .tiles .cached b { color: var(--cached); }
nav { position: sticky; top: 0; z-index: 5; background: color-mix(in srgb, var(--ground) 92%, transparent); backdrop-filter: blur(6px); border-bottom: 1px solid var(--line); margin-top: 18px; }
nav ul { display: flex; gap: 20px; list-style: none; margin: 0 auto; padding: 0 20px; overflow-x: auto; }
nav a { display: block; padding: 10px 0; text-decoration: none; color: var(--soft); font-weight: 550; white-space: nowrap; } nav a:hover { color: var(--ink); }
main section { margin: 22px 0; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
main section > h2 { padding: 14px 18px 0; }
.note { color: var(--soft); font-size: .87rem; margin: 2px 18px 12px; }
.failure { border-top: 1px solid var(--line); margin-top: 12px; padding: 12px 18px; } .failure:first-of-type { border-top: 3px solid var(--failed); }
.failure h3 { margin: 0; font-size: 1rem; } .failure h3 b { color: var(--failed); } .failure .place { color: var(--soft); font: .87rem var(--mono); overflow-wrap: anywhere; }
pre { font: 12.5px/1.55 var(--mono); background: var(--log); border: 1px solid var(--line); border-radius: 8px; padding: 10px 13px; margin: 9px 0; overflow: auto; max-height: 26rem; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
.scroll { overflow: auto; max-height: 34rem; padding: 2px 18px 14px; } .scroll:focus-visible { outline-offset: -3px; border-radius: 12px; }
.rows { list-style: none; margin: 0; padding: 0; }
.row, .axis { display: grid; grid-template-columns: minmax(110px, 200px) 1fr 74px; gap: 12px; align-items: center; min-height: 28px; }
.axis { position: sticky; top: -2px; background: var(--card); z-index: 2; height: 24px; min-height: 0; } .axis .track { grid-column: 2; background: none; height: 24px; }
.tick { position: absolute; top: 0; bottom: 0; border-left: 1px solid var(--line); } .tick span { position: absolute; left: 5px; top: 2px; color: var(--soft); font-size: .74rem; white-space: nowrap; }
.row:hover { background: var(--hover); }
.row .name { font: 12.5px var(--mono); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.row .time { color: var(--soft); font-size: .82rem; font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
.track { position: relative; display: block; height: 18px; background: var(--track); border-radius: 5px; }
.bar { position: absolute; top: 0; bottom: 0; min-width: 4px; border-radius: 4px; background: var(--skipped); }
.bar.done { background: color-mix(in srgb, var(--done) 72%, var(--card)); } .bar.failed { background: var(--failed); } .bar.cached { background: var(--cached); }
.bar.cancelled, .bar.stopped { background: repeating-linear-gradient(135deg, var(--cancelled) 0 5px, color-mix(in srgb, var(--cancelled) 55%, var(--card)) 5px 10px); }
.bar.never { opacity: .45; width: 4px; } .bar.critical { box-shadow: inset 0 -4px 0 var(--critical); }
.step { position: absolute; top: calc(2px + var(--depth) * 3px); height: 2px; min-width: 2px; background: rgba(255,255,255,.85); pointer-events: none; } .step.failed { background: #ffd0cc; }
.mark { font-weight: 700; } .mark.done { color: var(--done); } .mark.cached { color: var(--cached); } .mark.failed { color: var(--failed); } .mark.skipped { color: var(--skipped); } .mark.cancelled, .mark.stopped { color: var(--cancelled); }
.key { display: inline-block; width: 18px; height: 4px; border-radius: 2px; background: var(--critical); vertical-align: middle; margin-right: 5px; }
svg { display: block; } svg text { font: 12px var(--mono); fill: var(--ink); }
.edge { fill: none; stroke: var(--skipped); stroke-opacity: .55; stroke-width: 1.4; } .edge.critical { stroke: var(--critical); stroke-opacity: 1; stroke-width: 2.2; }
.node { text-decoration: none; } .node rect { fill: var(--card); stroke: var(--c, var(--skipped)); stroke-width: 1.5; } .node .mark { fill: var(--c, var(--skipped)); }
.node:hover rect { fill: var(--hover); } .node:focus-visible { outline: none; } .node:focus-visible rect { stroke-width: 3.5; } .node.critical rect { stroke-width: 2.5; }
.node.done { --c: var(--done); } .node.failed { --c: var(--failed); } .node.cached { --c: var(--cached); } .node.cancelled, .node.stopped { --c: var(--cancelled); }
.node.failed rect { fill: color-mix(in srgb, var(--failed) 10%, var(--card)); }
.tools { display: flex; flex-wrap: wrap; gap: 9px; padding: 10px 18px 12px; align-items: center; } .tools input { flex: 1 1 220px; min-width: 0; } .tools output { color: var(--soft); font-size: .87rem; flex-basis: 100%; }
details.task { border-top: 1px solid var(--line); } details.task:last-child { border-radius: 0 0 12px 12px; overflow: hidden; }
details.task > summary { display: flex; gap: 4px 10px; flex-wrap: wrap; align-items: baseline; padding: 8px 18px; cursor: pointer; list-style: none; } summary::-webkit-details-marker { display: none; }
details.task > summary::before { content: "▸"; color: var(--soft); width: 10px; } details.task[open] > summary::before { content: "▾"; }
summary:hover { background: var(--hover); } summary:focus-visible { outline-offset: -2px; } summary .id { font: 600 13px var(--mono); overflow-wrap: anywhere; } summary .end { color: var(--soft); font-size: .87rem; } summary .count { margin-left: auto; color: var(--soft); font-size: .82rem; font-variant-numeric: tabular-nums; }
.lines { font: 12.5px/1.55 var(--mono); background: var(--log); border-top: 1px solid var(--line); padding: 8px 0; max-height: 40rem; overflow: auto; tab-size: 4; }
.lines button { margin: 4px 18px 8px; font-family: system-ui, sans-serif; }
.chunk { content-visibility: auto; contain-intrinsic-size: auto 4800px; }
.l { display: flex; padding-right: 14px; } .l:hover { background: var(--hover); } .l::before { content: attr(data-n); flex: 0 0 54px; text-align: right; padding-right: 12px; color: var(--soft); opacity: .75; user-select: none; }
.l > span { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0; } .l.e::before { box-shadow: inset 3px 0 0 var(--cancelled); }
.at { padding: 3px 14px 1px 66px; color: var(--critical); font-weight: 600; } mark { background: var(--mark); color: var(--mark-ink); border-radius: 2px; }
.b { font-weight: 700; } .d { opacity: .65; } .i { font-style: italic; } .u { text-decoration: underline; } .s { text-decoration: line-through; } .r { filter: invert(1); background: var(--log); }
COLORS
footer { color: var(--soft); font-size: .85rem; padding: 4px 0 40px; }
kbd { font: .8rem var(--mono); border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 0 5px; background: var(--card); }
@media (max-width: 640px) {
  .wide { padding: 0 12px; } .row { grid-template-columns: 1fr 74px; gap: 2px 10px; padding: 4px 0; } .row .track { grid-column: 1 / -1; grid-row: 2; } .axis { grid-template-columns: 1fr; gap: 0; } .axis .track { grid-column: 1; }
  .row .name { white-space: normal; overflow-wrap: anywhere; } .tiles { grid-template-columns: repeat(3, 1fr); gap: 8px; } .tiles li { padding: 8px 11px; } .theme { margin-left: 0; }
  .l::before { flex-basis: 40px; padding-right: 8px; } .at { padding-left: 52px; } .scroll, .tools, details.task > summary { padding-left: 12px; padding-right: 12px; } main section > h2, .note, .failure { margin-left: 0; padding-left: 12px; padding-right: 12px; }
}
@media print { nav, .tools, .theme { display: none; } .scroll, .lines, pre { max-height: none; } }
`
  .replaceAll(
    "DARK",
    [
      "--ground: #0f1318; --card: #171c23; --ink: #e6eaef; --soft: #9aa5b1; --line: #2c343e; --track: #222932; --hover: #1f262e;",
      "--done: #4ac26b; --cached: #6cb6ff; --skipped: #8b949e; --cancelled: #d8a038; --failed: #ff7b72; --stopped: #d8a038;",
      "--critical: #c297ff; --accent: #6cb6ff; --log: #12171d; --mark: #6b5b00; --mark-ink: #fff6cf;",
      "--a0: #8b949e; --a1: #ff7b72; --a2: #4ac26b; --a3: #d8a038; --a4: #6cb6ff; --a5: #c297ff; --a6: #56d4dd; --a7: #c9d1d9;",
      "--a8: #6e7681; --a9: #ffa198; --a10: #7ee787; --a11: #f2cc60; --a12: #a5d6ff; --a13: #e2c5ff; --a14: #b3f0ff; --a15: #f0f6fc;",
    ].join(" "),
  )
  .replace(
    "COLORS",
    Array.from(
      { length: 16 },
      (_, color) => `.f${color} { color: var(--a${color}); } .k${color} { background: var(--a${color}); }`,
    ).join("\n"),
  )
  .trim();
