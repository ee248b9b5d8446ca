/** Styles of the page for screens, light or dark, for phones, and for print. Contrasts meet WCAG 2.2 AA. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --page: #fff; --panel: #f5f6f8; --line: #d0d5dd; --text: #1a1d23; --soft: #4b5563; --link: #0b57d0;
  --bad: #b3261e; --open: #7a4f00; --warn: #7a4f00; --good: #14662f; --done: #0b5f83; --none: #4b5563; }
@media screen and (prefers-color-scheme: dark) {
  :root { --page: #14171c; --panel: #1d2229; --line: #3a424e; --text: #e6e9ee; --soft: #aab3c0; --link: #8ab4f8;
    --bad: #ff8a80; --open: #ffca5f; --warn: #ffca5f; --good: #7bd88f; --done: #7cc7e8; --none: #aab3c0; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1rem; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
h1 { font-size: 1.5rem; margin: 0.5rem 0; } h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem; } h3 { font-size: 1rem; margin: 0; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; background: var(--page); padding: 0.5rem; }
.soft { color: var(--soft); } code { font: 0.875em ui-monospace, monospace; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 0.5rem; padding: 0; list-style: none; }
.tiles li, .item, .next li { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem; }
.tiles strong { display: block; font-size: 1.5rem; }
.next { padding-left: 0; list-style: none; } .next li { margin: 0.5rem 0; }
.item { margin: 0.75rem 0; }
.status { font-weight: 600; white-space: nowrap; }
.not-satisfied, .error, .fatal { color: var(--bad); } .undetermined { color: var(--open); } .warnings, .warning, .switched-off { color: var(--warn); }
.satisfied, .clean { color: var(--good); } .acknowledged { color: var(--done); } .not-covered, .not-applicable { color: var(--none); }
details { margin-top: 0.5rem; } summary { cursor: pointer; }
.scroll { overflow-x: auto; } .scroll:focus-visible, summary:focus-visible, a:focus-visible, input:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; } th, td { border: 1px solid var(--line); padding: 0.35rem 0.5rem; text-align: left; vertical-align: top; }
th { white-space: nowrap; } td { min-width: 8.5rem; }
h2, .item { scroll-margin-top: 10rem; }
.filter { position: sticky; top: 0; z-index: 1; background: var(--page); border-bottom: 1px solid var(--line); padding: 0.5rem 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: center; }
.filter fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0 0.75rem; } .filter legend { float: left; padding: 0; margin-right: 0.75rem; }
.filter input[type=search] { font: inherit; padding: 0.25rem 0.5rem; width: 14rem; max-width: 100%; }
@media (max-width: 48rem) { .filter { position: static; } h2, .item { scroll-margin-top: 1rem; } }
dl div { display: grid; grid-template-columns: 12rem 1fr; gap: 0 1rem; border-bottom: 1px solid var(--line); padding: 0.25rem 0; } dt { font-weight: 600; } dd { margin: 0; min-width: 0; }
@media (max-width: 32rem) { dl div { grid-template-columns: 1fr; } }
.sign-off td { height: 3rem; }
[hidden] { display: none !important; }
svg { width: 100%; min-width: 40rem; height: auto; font: 13px system-ui, sans-serif; }
svg rect { fill: var(--panel); stroke: currentColor; stroke-width: 1.5; } svg text { fill: var(--text); } svg .type { fill: var(--soft); font-size: 11px; }
svg .head { font-weight: 600; } svg path { fill: none; stroke: var(--line); stroke-width: 1.5; }
@page { size: A4; margin: 15mm; }
@media print { :root { color-scheme: light; } .filter, .skip { display: none; } body { max-width: none; font-size: 10pt; } .scroll { overflow: visible; } table { font-size: 8pt; table-layout: fixed; } td { min-width: 0; } th, .status { white-space: normal; } svg { min-width: 0; } .item, .next li, tr, .sign-off, dl div { break-inside: avoid; } h2, h3 { break-after: avoid; } details > summary { list-style: none; } }
`;
