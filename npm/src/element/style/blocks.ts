/** The banner and the blocks below it. */
export const blocks = `
:host { display: block; font: 100%/1.5 var(--sans); color: var(--ink); font-variant-numeric: tabular-nums; }
:host([hidden]) { display: none; }
.top { padding-bottom: var(--s5); }
.toc { font-size: var(--t-data); order: 2; }
.toc ol { columns: 8rem; }
.toc a { display: inline-block; padding: .125rem 0; min-height: 24px; color: inherit; text-decoration-color: var(--edge); }
/* Colour, icon, words and border each say it alone. */
.verdict { --tone: var(--none); --tone-bg: var(--field); border: 1px solid var(--tone); border-top-width: 6px; border-radius: var(--radius); background: var(--paper); }
.say { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--s2) var(--s4); align-items: center; padding: var(--s4) var(--s4) var(--s5); background: var(--tone-bg); }
.word { font-size: var(--t-verdict); line-height: 1.15; letter-spacing: -.012em; text-wrap: balance; }
.say .seal { width: 2.75rem; height: 2.75rem; stroke-width: 1.7; }
.seal, .word { color: var(--tone); }
.seal .dashed { stroke-dasharray: 3.4 2.9; stroke-linecap: butt; }
.say div { grid-column: 1 / -1; max-width: var(--measure); font-size: 1.0625rem; }
.say p + p { margin-top: var(--s2); }
.verdict--verified { --tone: var(--ok); --tone-bg: var(--ok-bg); }
.verdict--warnings { --tone: var(--warn); --tone-bg: var(--warn-bg); }
.verdict--unknown { --tone: var(--unsure); --tone-bg: var(--unsure-bg); }
.verdict--untrusted { --tone: var(--bad); --tone-bg: var(--bad-bg); border-top-style: double; }
.verdict--invalid { --tone: var(--broken); border-width: 6px 3px 3px; }
.verdict--invalid .say { background: var(--broken); color: var(--on-broken); }
.verdict--invalid .say :is(.word, .seal, .note, .hidden-char) { color: var(--on-broken); }
.verdict--unknown, .verdict--decoded, .verdict--skip { border-style: solid dashed dashed; }
@media (forced-colors: active) { .verdict--invalid { --tone: CanvasText; border-width: 6px; } }
.fields > div { border-top: 1px solid var(--rule); padding: var(--s2) var(--s4) var(--s3); font-size: var(--t-data); min-width: 0; }
/* Rows. */
td b { display: inline-block; padding-inline-start: 1.4em; text-indent: -1.4em; }
td b .icon { margin-inline-end: .4em; }
td p + p, td .versus, td .differs { margin-top: var(--s2); }
.is-skip { font-weight: 400; color: var(--soft); } .is-warn { color: var(--warn); } .is-fail { color: var(--bad); } .is-ok { color: var(--ok); } .is-unsure { color: var(--unsure); }
.row--fail { --mark: var(--bad); background: var(--bad-bg); } .row--warn { --mark: var(--warn); background: var(--warn-bg); }
[class^="row--"] > th { border-inline-start: 3px solid var(--mark); padding-inline-start: var(--s2); }
.sigs button { min-height: 1.625rem; padding: 0 .5rem; margin-inline-start: .25rem; }
.versus > div + div { margin-top: var(--s1); }
.differs li { padding-inline-start: 1em; text-indent: -1em; } .differs li::before { content: "· "; }
.remarks { margin-top: var(--s5); font-size: var(--t-data); }
.remarks li { border-top: 1px solid var(--rule); padding: var(--s2) 0; }
.remarks ul { max-width: var(--measure); }
/* A column for each moment, so labels cannot collide. */
.timeline { display: grid; gap: var(--s5) var(--s6); }
.plot { width: 100%; display: block; font-size: var(--t-note); fill: var(--ink); text-anchor: middle; margin-bottom: var(--s2); overflow: visible; }
.plot svg { overflow: visible; }
.column path { stroke: var(--rule); fill: none; } .column circle { fill: var(--paper); stroke: var(--edge); }
.column.now path, .column.now circle { stroke: var(--ink); stroke-width: 2; } .column.now circle { fill: var(--ink); } .column.now text { fill: var(--paper); font-weight: 600; }
.column.until path { stroke: var(--ink); stroke-width: 2; stroke-dasharray: 5 4; } .column.until circle { stroke: var(--ink); stroke-width: 2; }
.plot rect { fill: var(--edge); } .plot .leaf { fill: var(--ink); }
.plot .lab { text-anchor: start; fill: var(--soft); paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round; }
.mark { fill: var(--paper); stroke: var(--ink); stroke-width: 1.75; } .mark.full { fill: var(--ink); }
.claims .plot rect { fill: var(--paper); stroke: var(--edge); stroke-width: 1.5; stroke-dasharray: 4 3; }
.events { counter-reset: n; }
.events li { counter-increment: n; position: relative; padding: var(--s1) 0 var(--s1) 2rem; border-bottom: 1px solid var(--rule); color: var(--soft); font-size: var(--t-note); }
.events li::before { content: counter(n) / ""; position: absolute; inset-inline-start: .25rem; font-size: var(--t-data); top: .125rem; }
.events p { font-size: var(--t-data); color: var(--ink); }
.events .marked { padding-inline-start: 2rem; text-indent: -2rem; }
.is-now::before { color: var(--ink); } .is-now p:last-of-type, .is-now::before { font-weight: 600; }
svg.g { width: 1.625rem; height: 1.125rem; margin-inline: 0 .375rem; vertical-align: -.2em; stroke-width: inherit; }
/* A filled square stands for a certificate in a trust store. */
.chain > li { position: relative; padding: 0 0 var(--s4) var(--s5); margin-inline-start: .5rem; }
.chain > li:last-child { padding-bottom: 0; }
.chain > li::before { content: ""; position: absolute; inset: .25rem auto auto -7px; width: 14px; height: 14px; border: 2px solid var(--ink); background: var(--paper); }
.chain > li:not(:last-child)::after { content: ""; position: absolute; inset: calc(.25rem + 14px) auto -.25rem -1px; border-inline-start: 2px solid var(--edge); }
.chain > .anchored::before { background: var(--ink); outline: 2px solid var(--ink); outline-offset: 2px; }
.chain summary { padding: 0; }
.chain summary > span { display: block; font-weight: 400; font-size: var(--t-data); } .chain summary > .note { font-size: var(--t-note); }
.chain .kv { margin-top: var(--s3); }
.more summary { padding: 0; color: var(--link); }
/* Below 48 rem a row becomes a paragraph. */
@media (max-width: 47.99rem) {
  .fold, .fold tbody, .fold caption, .fold tr, .fold td, .fold th { display: block; }
  .fold thead { position: absolute; clip-path: inset(50%); }
  .fold tr { padding: var(--s3) 0; border-bottom: 1px solid var(--rule); }
  .fold th, .fold td { border: 0; padding: 0; }
  .fold [class^="row--"] { border-inline-start: 3px solid var(--mark); padding-inline: var(--s3); }
  .fold [class^="row--"] > th { border: 0; padding: 0; }
  .checks tr, .ident tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: var(--s1) var(--s3); }
  .checks th, .ident th { grid-row: 1; }
  .fold td { grid-column: 1 / -1; }
  .checks td:nth-child(3), .ident td:nth-child(4) { grid-area: 1 / 2; }
  .fold td[data-label]:not(:empty)::before { content: attr(data-label); font-size: var(--t-note); color: var(--soft); }
  .checks td:nth-child(2) { font-size: var(--t-note); color: var(--soft); }
  .checks td:empty { display: none; }
}
@media (min-width: 48rem) {
  .fold { table-layout: fixed; }
  .checks thead th:nth-child(1) { width: 17%; } .checks thead th:nth-child(2) { width: 12%; } .checks thead th:nth-child(3) { width: 18%; }
  .advised thead th:nth-child(1) { width: 15%; } .advised thead th:nth-child(2) { width: 11%; } .advised thead th:nth-child(3) { width: 16%; } .advised thead th:nth-child(5) { width: 24%; }
  .sigs thead th:nth-child(1) { width: 6.5rem; } .sigs thead th:nth-child(2) { width: 17%; } .sigs thead th:nth-child(3) { width: 18%; } .sigs thead th:nth-child(5) { width: 27%; }
  .single thead th:nth-child(1) { width: 2.5rem; } .single thead th:nth-child(2) { width: 19%; } .single thead th:nth-child(3) { width: 21%; }
  .ident thead th { width: 25%; } .wanted thead th:first-child { width: 7rem; }
  .say { padding: var(--s4) var(--s5) var(--s5); } .say div { grid-column: 2; }
  .fields { display: grid; grid-template-columns: 1.45fr 1.15fr 1.1fr 1.1fr; }
  .fields > div + div { padding-inline: var(--s4); } .fields > .wide { grid-column: 1 / -1; padding-inline: var(--s5); }
  .fields > div:nth-child(2) { padding-inline-start: var(--s5); } .fields > div:nth-child(n + 3) { border-inline-start: 1px solid var(--rule); }
  .timeline { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
/* Between both there is no room for a fifth column: the advice stands below the reason. */
@media (min-width: 48rem) and (max-width: 63.99rem) {
  .advised tr { display: grid; grid-template-columns: 8.5rem 5.5rem 9rem minmax(0, 1fr); border-bottom: 1px solid var(--rule); }
  .advised :is(th, td) { border-bottom: 0; grid-row: 1 / span 2; }
  .advised td:nth-child(4) { grid-row: 1; }
  .advised thead th:nth-child(n) { width: auto; }
  .advised thead th:nth-child(5) { position: absolute; clip-path: inset(50%); }
  .advised td:nth-child(5) { grid-area: 2 / 4; padding-top: 0; }
  .advised td:nth-child(5):empty { display: none; }
  .advised td:nth-child(5):not(:empty)::before { content: attr(data-label); font-size: var(--t-note); color: var(--soft); }
}
@media (min-width: 64rem) { .toc { order: 0; } .toc ol { columns: auto; } }
@media print { .say, tr { print-color-adjust: exact; } }
`;
