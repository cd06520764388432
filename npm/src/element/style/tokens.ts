/** Colours, type and space. One source for both themes: `color-scheme` decides. `--ok` is for "Verified" alone. */
export const tokens = `
:host, :root {
  --paper: light-dark(#fff, #15181b); --field: light-dark(#f5f6f7, #1d2125);
  --ink: light-dark(#1a1d21, #e8eaed); --soft: light-dark(#545c66, #a9b1bb);
  --rule: light-dark(#d4d8dd, #363c43); --edge: light-dark(#767e88, #7f8893); --link: light-dark(#0b4f8f, #8fc1f5);
  --ok: light-dark(#14633a, #6fd09a); --ok-bg: light-dark(#edf6f0, #15261d);
  --warn: light-dark(#7a4b00, #e8b75c); --warn-bg: light-dark(#fcf4e3, #2a2212);
  --unsure: light-dark(#574394, #bfaff2); --unsure-bg: light-dark(#f4f2fa, #211d2e);
  --none: light-dark(#4a525c, #b3bbc5);
  --bad: light-dark(#a02417, #ff9d8c); --bad-bg: light-dark(#fcf0ee, #2e1b18);
  --broken: light-dark(#8a1210, #b52a25); --on-broken: #fff;
  --sans: -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  --t-note: .8125rem; --t-data: .9375rem; --t-head: 1.125rem; --t-verdict: clamp(1.75rem, 1.35rem + 1.8vw, 2.375rem);
  --s1: .25rem; --s2: .5rem; --s3: .75rem; --s4: 1rem; --s5: 1.5rem; --s6: 2rem; --s7: 3rem;
  --radius: 2px; --measure: 42rem;
}
@media (forced-colors: active) { :host, :root {
  --paper: Canvas; --field: Canvas; --ink: CanvasText; --soft: CanvasText; --rule: CanvasText; --edge: CanvasText; --link: LinkText;
  --ok: CanvasText; --warn: CanvasText; --unsure: CanvasText; --none: CanvasText; --bad: CanvasText; --broken: Canvas; --on-broken: CanvasText;
  --ok-bg: Canvas; --warn-bg: Canvas; --unsure-bg: Canvas; --bad-bg: Canvas;
} }
@media print { :host, :root { color-scheme: light !important; } }
`;
