/** The look of report pages: light or dark as the reader asks for, from the width of a phone up. */
export const style = `
:root {
  --ground: #fff; --panel: #f6f7f9; --ink: #1c2129; --soft: #5b6472; --rule: #dde1e7; --accent: #2257b5;
  --bar: #7ea6e4; --mark: #fff3c4; --good: #1d7a3c; --bad: #b3361b; --cell: #1c2129;
  --c0: #a9c5f0; --c1: #f3c9a0; --c2: #b5dcae; --c3: #d8c0ee; --c4: #f2b8b5; --c5: #a8dcd9; --c6: #ebdc94; --c7: #cfd3da;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --panel: #1c2128; --ink: #e7eaf0; --soft: #a0a9b8; --rule: #323a46; --accent: #8db7ff;
    --bar: #3f6cb0; --mark: #4a4220; --good: #6fcf8e; --bad: #ff9477; --cell: #f3f5f9;
    --c0: #2f558f; --c1: #8a5424; --c2: #35683a; --c3: #644691; --c4: #8c3f42; --c5: #22686b; --c6: #6f6220; --c7: #4b5360;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 84rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .25rem; font-size: 1.2rem; }
p { margin: .4rem 0; max-width: 46rem; overflow-wrap: anywhere; }
a { color: var(--accent); }
.soft, .note { color: var(--soft); }
.ports { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .9rem; }
nav { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin-top: 1rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0 0; }
.tile { padding: .7rem .9rem; border-radius: .5rem; background: var(--panel); }
.tile dt { color: var(--soft); font-size: .8rem; }
.tile dd { margin: 0; font-size: 1.3rem; font-weight: 600; }
.tile small { display: block; color: var(--soft); font-size: .8rem; font-weight: 400; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.chart h3 { margin: 1rem 0 .3rem; font-size: .95rem; }
.chart h3 span { color: var(--soft); font-weight: 400; }
.icicle { position: relative; overflow: hidden; border-radius: .3rem; background: var(--panel); }
.icicle a { position: absolute; height: 22px; padding: 0 .3rem; overflow: hidden; border: solid var(--ground); border-width: 0 1px 1px 0;
  color: var(--cell); font-size: 12px; line-height: 21px; white-space: nowrap; text-overflow: ellipsis; text-decoration: none; }
.icicle a.thin { padding: 0; }
.icicle a:hover, .arena rect:hover { filter: brightness(1.12) saturate(1.3); }
.arena { display: grid; grid-template-columns: 1fr; position: relative; margin-top: .5rem; }
.arena svg { width: 100%; height: 20rem; background: var(--panel); border-radius: .3rem; }
.arena rect { stroke: var(--ground); stroke-width: .5; vector-effect: non-scaling-stroke; }
.arena path { fill: none; stroke: var(--ink); stroke-width: 1.5; vector-effect: non-scaling-stroke; pointer-events: none; }
.axis { display: flex; justify-content: space-between; gap: 1rem; color: var(--soft); font-size: .8rem; }
.c0 { background: var(--c0); fill: var(--c0); } .c1 { background: var(--c1); fill: var(--c1); }
.c2 { background: var(--c2); fill: var(--c2); } .c3 { background: var(--c3); fill: var(--c3); }
.c4 { background: var(--c4); fill: var(--c4); } .c5 { background: var(--c5); fill: var(--c5); }
.c6 { background: var(--c6); fill: var(--c6); } .c7 { background: var(--c7); fill: var(--c7); }
.diagram { max-height: 85vh; overflow: auto; border: 1px solid var(--rule); border-radius: .5rem; margin-top: .5rem; }
.diagram svg { display: block; margin: 0 auto; }
.diagram [data-layers] { cursor: pointer; }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; margin: .6rem 0; }
.tools input { flex: 1 1 14rem; max-width: 24rem; padding: .4rem .6rem; border: 1px solid var(--rule); border-radius: .4rem;
  background: var(--ground); color: inherit; font: inherit; }
.tools output { color: var(--soft); }
.folds { display: inline-flex; }
button { padding: .3rem .6rem; border: 1px solid var(--rule); background: var(--panel); color: inherit; font: inherit; cursor: pointer; }
.folds button + button { border-left: 0; }
.folds button:first-child { border-radius: .4rem 0 0 .4rem; } .folds button:last-child { border-radius: 0 .4rem .4rem 0; }
.folds button[aria-pressed="true"] { background: var(--accent); color: var(--ground); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td { padding: .22rem .6rem; border-bottom: 1px solid var(--rule); text-align: left; white-space: nowrap; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--ground); }
#layers thead th[data-sort] { padding: 0; }
#layers thead button { width: 100%; padding: .4rem .6rem; border: 0; background: none; font-weight: 600; text-align: inherit; }
[aria-sort="descending"] button::after { content: " ▾"; } [aria-sort="ascending"] button::after { content: " ▴"; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.share { min-width: 8rem; }
.share div { display: flex; align-items: center; gap: .5rem; }
.share b { flex: 1; }
.share i { display: block; height: .75rem; min-width: 1px; border-radius: 2px; background: var(--bar); }
.share span { width: 3.4rem; flex: none; text-align: right; font-variant-numeric: tabular-nums; }
tr.block .name, tr.total td, tr.total th { font-weight: 600; }
tr.free td { color: var(--soft); }
#layers th[scope=rowgroup] { padding-top: 1.2rem; }
tr:target td, tr.found td { background: var(--mark); }
.name { position: relative; padding-left: calc(.6rem + var(--level, 0) * 1.1rem); }
.name small { display: none; color: var(--soft); font-weight: 400; }
.fold { position: absolute; width: 1.3rem; margin-left: -1.3rem; padding: 0; border: 0; background: none; color: var(--soft); }
.fold::before { content: "▸"; } .fold[aria-expanded="true"]::before { content: "▾"; }
.full { display: none; } .flat .full { display: inline; } .flat .relative { display: none; }
.flat .name { padding-left: .6rem; }
.tree .name { padding-left: calc(1.6rem + var(--level, 0) * 1.1rem); }
table.narrow { width: auto; }
.more { color: var(--bad); } .less { color: var(--good); }
@media (max-width: 60rem) { .wide { display: none; } .scroll { overflow-x: auto; } }
@media (max-width: 40rem) {
  body { padding: 1rem .75rem 3rem; } h1 { font-size: 1.4rem; }
  .medium { display: none; }
  th, td { padding: .25rem .35rem; }
  table { font-size: .8rem; } #layers thead button { padding: .3rem .35rem; }
  #layers .name { min-width: 8rem; white-space: normal; overflow-wrap: anywhere; }
  [data-short] { font-size: 0; } [data-short]::after { content: attr(data-short); font-size: .8rem; }
  .name small { display: block; }
  .tree .name { padding-left: calc(1.3rem + var(--level, 0) * .7rem); }
  .share { min-width: 3rem; } .share span { display: none; }
  .facts { grid-template-columns: 1fr; } .facts dd { margin-bottom: .4rem; }
  .tile dd { font-size: 1.1rem; }
  .arena svg { height: 14rem; }
}
footer { margin-top: 2.5rem; border-top: 1px solid var(--rule); padding-top: .5rem; }
code { font: .9em ui-monospace, Menlo, Consolas, monospace; }
@media print { .tools, nav { display: none; } .diagram { max-height: none; } }
`;
