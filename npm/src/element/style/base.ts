/** Elements, controls and small pieces of text. */
export const base = `
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h1, h2, h3, h4, h5, p, ol, ul, dl, dd, pre, table, figure { margin: 0; padding: 0; }
h1, h2, h3, h4, h5, h6, b, strong, summary, th { font-weight: 600; }
ol, ul { list-style: none; }
a { color: var(--link); text-underline-offset: .15em; }
code, pre { font-family: var(--mono); font-size: .875em; }
code, bdi, dd, td, th, summary { overflow-wrap: anywhere; }
bdi { unicode-bidi: isolate; }
.whole { white-space: nowrap; }
:is(h3, h4, h5, h6) { font-size: 1rem; }
small, .note, code.code, caption, .caption { color: var(--soft); font-size: var(--t-note); font-weight: 400; }
dd small, td small, .code { display: block; }
th small, .sigs th small { display: inline; }
.hidden-char { color: var(--warn); font: 600 .8em/1 var(--mono); border: 1px solid; border-radius: var(--radius); padding: 0 .15em; white-space: nowrap; }
svg[aria-hidden] { width: 1em; height: 1em; flex: none; fill: none; stroke: currentColor; stroke-width: 2.2; stroke-linecap: square; vertical-align: -.125em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
:is(.title, .word):focus { outline: 0; }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.stack > * + *, .matter > * + * { margin-top: var(--s4); }
.second { margin-top: var(--s5); }
.lead { max-width: var(--measure); font-size: 1.0625rem; }
.matter > p { max-width: var(--measure); }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s2); }
.digest { font: var(--t-note)/1.6 var(--mono); }
.digest > span { display: inline-block; margin-inline-end: .45ch; }
button, input, textarea, select, .button { font: inherit; font-size: var(--t-data); color: inherit; background: var(--paper); border: 1px solid var(--edge); border-radius: var(--radius); padding: .3rem .75rem; min-height: 2.125rem; max-width: 100%; }
button, select { cursor: pointer; }
button:hover { border-color: var(--ink); text-decoration: underline; }
button:disabled { opacity: .6; cursor: default; text-decoration: none; }
.main { background: var(--ink); color: var(--paper); border-color: var(--ink); }
input, textarea { width: 100%; }
::placeholder { color: var(--soft); opacity: 1; }
summary { cursor: pointer; padding: var(--s2) 0; }
pre { background: var(--field); border: 1px solid var(--rule); border-radius: var(--radius); padding: var(--s3); font-size: var(--t-note); line-height: 1.55; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 32rem; overflow-y: auto; }
pre code { font-size: 1em; }
.kv { font-size: var(--t-data); display: grid; gap: 0 var(--s4); }
.kv dt, .fields dt, .versus dt { color: var(--soft); font-size: var(--t-note); }
.kv dd { padding-bottom: var(--s2); min-width: 0; }
table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: var(--t-data); }
caption, .caption { text-align: start; padding-bottom: var(--s2); }
th, td { text-align: start; vertical-align: top; padding: var(--s2) var(--s3) var(--s2) 0; border-bottom: 1px solid var(--rule); }
thead th { font-size: var(--t-note); font-weight: 400; color: var(--soft); padding-block: 0 var(--s1); border-color: var(--edge); }
.block, .top { display: grid; gap: var(--s3) var(--s6); }
.block { border-top: 1px solid; padding: var(--s4) 0 var(--s6); scroll-margin-top: var(--s4); }
.block > *, .top > * { min-width: 0; }
.title { font-size: var(--t-head); line-height: 1.3; }
.block > header p { color: var(--soft); font-size: var(--t-note); margin-top: var(--s1); }
.raw details { border-bottom: 1px solid var(--rule); }
.raw summary > .note { margin-inline-start: var(--s2); }
.raw pre { margin: var(--s3) 0; }
@media (min-width: 30rem) { .kv { grid-template-columns: minmax(7rem, 10rem) minmax(0, 1fr); } .kv dt { padding-top: .125rem; } }
@media (min-width: 64rem) { .block, .top { grid-template-columns: 11.5rem minmax(0, 1fr); } .block { padding-block: var(--s5) var(--s6); } }
@media print { button, .toc { display: none; } pre { max-height: none; } h2 { break-after: avoid; } tr, .chain > li, .verdict, figure { break-inside: avoid; } ::details-content { content-visibility: visible; } }
`;
