/** What the comparison's page adds to the style sheet of every page. */
export const COMPARE_STYLES = `
.top #theme{margin-left:auto}
.compare .none-title{font-size:clamp(1.4rem,3.6vw,2.1rem)}
.scripted .downloads{display:flex;flex-wrap:wrap;gap:.35rem}
.caption{color:var(--muted);font-size:.875rem;margin-top:.3rem}
.defs{position:absolute}
.multiples{list-style:none;display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:.7rem;margin-top:.8rem}
.multiples figure{height:100%;display:flex;flex-direction:column;background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden}
.multiples figcaption{padding:.45rem .6rem .3rem;font-size:.8125rem;line-height:1.35;color:var(--muted);display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .6rem;flex:1;align-content:flex-start}
.multiples strong{color:var(--ink);font-variant-numeric:tabular-nums}
.multiples svg{display:block;width:100%;height:auto;border-top:1px solid var(--grid)}
#results-table td.t{min-width:0}
#results-table th,#results-table td{padding-inline:.55rem}
#results-table td{white-space:nowrap}
#results-table td.n bdi{overflow-wrap:normal}
#results-table td.t bdi{width:max-content;max-width:16rem;white-space:normal}
#results-table tbody th bdi{width:max-content;max-width:min(15rem,36cqw)}
#results-table tr>:nth-child(2){font-weight:600}
#results-table tr>:first-child{position:sticky;left:0;z-index:1;background:var(--card)}
#results-table thead th:first-child{z-index:2;background:var(--sunken)}
.sort{all:unset;cursor:pointer;display:inline-flex;gap:.3rem;align-items:baseline;font-weight:600}
.sort:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
.sort:hover{color:var(--ink)}
.sort::after{content:"";width:.6em;text-align:center}
[aria-sort]{color:var(--ink)}
[aria-sort=ascending] .sort::after{content:"▲"}
[aria-sort=descending] .sort::after{content:"▼"}
${print()}
`;

// One sheet for up to eight results with labels of some 30 characters: the answer, the overlay, the
// table and the small multiples. Longer labels wrap and take a second one; smaller is not readable.
function print(): string {
  return `@media print{
.compare .none-title{font-size:15pt;padding-block:0;max-width:none}
.compare .lead{font-size:8pt;padding-block:2pt 5pt}
.compare .lead p+p{margin-top:0}
.compare~.block{margin-top:5pt}
.multiples{grid-template-columns:repeat(4,1fr);gap:3pt;margin-top:2pt}
.multiples li{break-inside:avoid}
.multiples figure{border-radius:5px}
.multiples figcaption{padding:2pt 4pt 1pt;font-size:6.5pt;line-height:1.25}
.downloads,.scripted .downloads{display:none}
main>.block:has(>.scroll>#results-table){display:block}
main .scroll:has(>#results-table){margin-top:2pt;max-height:none;border-radius:5px}
#results-table tr>:nth-last-child(-n+2){display:none}
#results-table .sort{gap:0}
#results-table .sort::after{content:none}
#results-table bdi{overflow-wrap:normal}
#results-table th:first-child{min-width:0;width:21%}
#results-table,#results-table th,#results-table caption{font-size:6.5pt;line-height:1.3;white-space:normal}
#results-table tr>:first-child{position:static}
#results-table td,#results-table tbody th bdi{white-space:normal;min-width:0}
#results-table td.t bdi,#results-table tbody th bdi{max-height:none;width:auto;max-width:none}
#results-table th,#results-table td{padding:1.5pt 3pt}
#results-table caption{padding:2pt 3pt 3pt}
.caption{font-size:7pt;margin:0}
}`;
}
