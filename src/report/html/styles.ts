import { drawingStyles } from "../draw/svg.ts";
import { FONT_STACK } from "../view/chart-style.ts";
import { PALETTES, type ThemeName } from "../view/palette.ts";

/** The page's style sheet: both themes by system setting, with `data-theme` on the root to override. */
export function styles(): string {
  return [
    `:root{color-scheme:light;${variables("light")}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${variables("dark")}}}`,
    `:root[data-theme=dark]{color-scheme:dark;${variables("dark")}}`,
    BASE,
    ANSWER,
    BLOCKS,
    drawingStyles(),
    SCRIPTED,
    TABLES,
    // On paper always light, whatever the screen shows.
    `@media print{:root,:root[data-theme=dark],:root:not([data-theme=light]){color-scheme:light;${variables("light")}}}`,
    PRINT,
  ].join("\n");
}

function variables(theme: ThemeName): string {
  return Object.entries(PALETTES[theme])
    .map(([role, color]) => `--${role}:${color}`)
    .join(";");
}

const MONO = 'ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace';

const BASE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 ${FONT_STACK};font-synthesis-weight:none}
h1,h2,h3,p,ul,dl,dd,figure{margin:0;padding:0}
h2{font-size:1.125rem;line-height:1.3;font-weight:650;letter-spacing:-.005em}
h3{font-size:.9375rem;font-weight:600}
body{overflow-wrap:anywhere}
table{overflow-wrap:break-word}
bdi{overflow-wrap:anywhere}
:lang(zh) :is(h1,h2,h3){word-break:keep-all}
button,select{font:inherit;font-size:.8125rem;line-height:1.2;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:7px;padding:.4rem .7rem;cursor:pointer}
button:hover{border-color:var(--muted)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
main:focus{outline:none}
.skip{position:absolute;left:-999px;top:0;background:var(--card);color:var(--accent);padding:.6rem 1rem;z-index:9}
.skip:focus{left:0}
.top,main,.bottom{max-width:1080px;margin-inline:auto;padding-inline:clamp(14px,3vw,32px)}
.top{display:flex;align-items:center;gap:.4rem 1rem;padding-block:1.1rem .9rem;font-size:.875rem;color:var(--muted)}
.name+#theme{margin-left:auto}
.brand{font-weight:700;color:var(--ink);letter-spacing:-.01em;white-space:nowrap}
.name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;min-width:0;padding-left:1rem;border-left:1px solid var(--line)}
.date{margin-left:auto;white-space:nowrap;font-variant-numeric:tabular-nums}
.bottom{padding-block:2rem 3rem;font-size:.8125rem;color:var(--muted)}
.top button{white-space:nowrap;flex:none}
.needs-script,.needs-app,.tools,.copy,.live{display:none}
.notice{background:var(--cautionSoft);color:var(--caution);border-radius:10px;padding:.8rem 1.1rem;margin-bottom:1rem}
.status{position:fixed;left:50%;bottom:1.4rem;transform:translateX(-50%);background:var(--ink);color:var(--page);font-size:.875rem;padding:.5rem 1rem;border-radius:8px;max-width:90vw}
.status:empty{display:none}
@media (max-width:640px){.date{display:none}.top{padding-block:.8rem}.top button{margin-left:auto}}
`;

const ANSWER = `
.answer{background:var(--card);border:1px solid var(--line);border-radius:16px;overflow:hidden;box-shadow:0 1px 2px rgba(0,0,0,.04)}
.answer>*{padding-inline:clamp(18px,4vw,44px)}
.kicker{padding-top:clamp(22px,3.4vw,38px);font-size:.9375rem;font-weight:600;color:var(--good)}
.none .kicker{color:var(--caution)}
.figure-row{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1.1rem;margin-top:.1rem}
h1{font-weight:700;letter-spacing:-.03em;line-height:1.1}
.lr{font-size:clamp(2.9rem,8.5vw,4.75rem);font-variant-numeric:tabular-nums}
.none-title{font-size:clamp(1.6rem,4.4vw,2.4rem);letter-spacing:-.02em;padding-block:.25rem .1rem;max-width:24em;text-wrap:balance}
.primary{background:var(--accent);border-color:var(--accent);color:var(--accentInk);font-weight:600;font-size:.875rem;padding:.5rem 1rem}
.primary:hover{border-color:var(--ink)}
.confidence{display:inline-flex;align-items:center;gap:.55rem;font-size:.875rem;font-weight:600;padding:.35rem .8rem;border-radius:99px}
.confidence.high{color:var(--good);background:var(--goodSoft)}
.confidence.medium{color:var(--caution);background:var(--cautionSoft)}
.confidence.low{color:var(--bad);background:var(--badSoft)}
.meter{display:inline-flex;gap:3px;align-items:end}
.meter i{width:4px;height:8px;border-radius:1px;background:currentColor}
.meter i:nth-child(2){height:11px}.meter i:nth-child(3){height:14px}
.meter .off{opacity:.28}
.lead{padding-block:.9rem clamp(22px,3vw,32px);font-size:1.0625rem;max-width:calc(44em + 88px)}
.lead p+p{margin-top:.3rem}
.lead p+p{color:var(--muted)}
.config-line{padding-bottom:clamp(16px,2vw,24px);font-size:.9375rem;color:var(--muted);display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .7rem}
.config-line code{color:var(--ink);background:var(--sunken);border-radius:6px;padding:.2rem .55rem;font-family:${MONO}}
.lead:has(+.config-line){padding-bottom:.7rem}
.facts{display:flex;flex-wrap:wrap;gap:1px;padding-inline:0;background:var(--line);border-top:1px solid var(--line)}
.facts div{flex:1 1 10.4rem;background:var(--card);padding:1rem 1.1rem 1.1rem}
.facts div:first-child{flex:1.35 1 12.4rem;padding-left:clamp(18px,4vw,44px)}
.facts dt{font-size:.8125rem;color:var(--muted)}
.facts dd{font-weight:600;font-variant-numeric:tabular-nums;letter-spacing:-.01em;line-height:1.35;margin-top:.1rem}
.facts small{display:block;font-weight:400;font-size:.8125rem;color:var(--muted);letter-spacing:0}
@media (max-width:640px){.facts div,.facts div:first-child{flex:1 1 9rem;padding:.8rem 18px}}
`;

const BLOCKS = `
.block,.fold{margin-top:clamp(28px,4vw,44px)}
.messages ul{list-style:none;margin-top:.7rem;display:grid;gap:.45rem;max-width:52em}
.messages li{padding-left:1.15rem;position:relative}
.messages li::before{content:"";position:absolute;left:.1rem;top:.62em;width:6px;height:6px;border-radius:50%;background:var(--accent)}
.messages.warnings{background:var(--cautionSoft);border-radius:12px;padding:1rem clamp(16px,2.4vw,24px) 1.1rem;margin-top:1rem}
.messages.warnings h2{font-size:1rem;color:var(--caution)}
.messages.warnings ul{margin-top:.4rem}
.messages.warnings li::before{background:var(--caution);border-radius:1px}
:is(.messages,.lead) code{font-family:${MONO};font-size:.9em;background:var(--sunken);border-radius:4px;padding:.05em .3em}
.warnings code{background:none;padding-inline:0}
code.flag{white-space:nowrap}
.bar{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:space-between}
.chart figure{margin-top:.8rem;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:clamp(8px,1.6vw,18px)}
.stage{position:relative}
.plot{position:relative;width:100%;overflow:hidden}
.plotly-layer{position:absolute;inset:0;opacity:0}
.awake .plotly-layer{opacity:1}
.awake .drawing{visibility:hidden}
.sketched .plotly-layer{opacity:0}
.sketched .drawing{visibility:visible}
.shade{position:absolute;background:var(--card);opacity:.72;pointer-events:none}
.handle{position:absolute;width:18px;margin-left:-9px;cursor:ew-resize;touch-action:none;outline-offset:-2px;border-radius:6px}
.handle::before{content:"";position:absolute;left:8px;top:0;bottom:0;width:2px;background:var(--muted);opacity:.55}
.handle::after{content:"";position:absolute;left:3px;top:44%;width:12px;height:30px;border-radius:6px;background:var(--card);border:2px solid var(--muted)}
.handle:hover::after,.handle:focus-visible::after{border-color:var(--accent)}
.live{margin-top:.7rem;font-size:.875rem}
.live .hint{color:var(--muted);max-width:52em}
.dials{display:flex;flex-wrap:wrap;align-items:center;gap:.45rem .8rem;margin-top:.5rem}
.dials label{font-weight:600}
.dials input{width:clamp(9rem,22vw,15rem);accent-color:var(--accent)}
.dials output{min-width:6.5rem;font-variant-numeric:tabular-nums}
.dials label[for=rules-read]{margin-left:.4rem}
.dials select{max-width:min(100%,20rem)}
@media (max-width:640px){.dials label[for=rules-read]{flex-basis:100%;margin-left:0}.scripted .code pre{padding-top:3.2rem}}
#live-answer{margin-top:.5rem;font-weight:600}
.buttons{display:flex;flex-wrap:wrap;gap:.45rem;margin-top:.7rem}
.key{display:flex;flex-wrap:wrap;gap:.35rem;padding:.6rem .3rem .2rem}
.entry{font-size:.8125rem;line-height:1.2;background:var(--card);border:1px solid var(--line)}
.key button,.entry{display:inline-flex;text-align:start;align-items:center;gap:.45rem;border-radius:99px;padding:.28rem .7rem .28rem .5rem;font-variant-numeric:tabular-nums}
.key button[aria-pressed=false]{color:var(--muted);text-decoration:line-through;background:var(--sunken)}
.key button[aria-pressed=false] .swatch{opacity:.35}
.tools button[aria-pressed=true]{background:var(--accent);border-color:var(--accent);color:var(--accentInk)}
.swatch{height:16px;width:auto;flex:none}
figcaption{padding:.5rem .4rem .2rem;font-size:.875rem;color:var(--muted);max-width:70em}
figcaption p+p{margin-top:.2rem}
figcaption .summary{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.snippet{margin-top:.7rem;background:var(--card);border:1px solid var(--line);border-radius:12px}
.snippet summary{padding:.7rem 1.1rem;cursor:pointer}
summary h2,summary h3{display:inline}
.code{position:relative;border-top:1px solid var(--line)}
.code .copy{position:absolute;top:.6rem;right:.6rem}
pre{margin:0;padding:1rem 1.1rem;overflow-x:auto;font:.84375rem/1.6 ${MONO};tab-size:2}
.fold{border-top:1px solid var(--line);padding-top:.9rem;margin-top:1.6rem}
.fold+.fold{margin-top:.9rem}
.fold summary{cursor:pointer;padding-block:.15rem}
`;

// What works by script has its place from the start, so that nothing moves when the script has come;
// browsers that do not say whether scripts run show it then.
const SCRIPTED = `
.scripted .needs-script,.scripted .copy{display:inline-block}
.drawn .needs-app,.alive .live{display:block}
.drawn .tools{display:flex;flex-wrap:wrap;gap:.35rem}
@media (scripting:enabled){.needs-script,.copy{display:inline-block}
.scripts .needs-app,.scripts .live{display:block}
.scripts .tools{display:flex;flex-wrap:wrap;gap:.35rem}
@media (max-width:640px){.code pre{padding-top:3.2rem}}}
`;

// A shade at an edge beyond which there is more of a table: it scrolls along, until a cover of the
// table's own ends hides it. The top has its heads.
const EDGES = [
  ["to right", "left", "2.2rem 100%", "1.1rem 100%"],
  ["to left", "right", "2.2rem 100%", "1.1rem 100%"],
  ["to top", "bottom", "100% 2.2rem", "100% 1.1rem"],
];
const shades = [
  ...EDGES.map(
    ([way, edge, cover]) =>
      `linear-gradient(${way},var(--card) 40%,transparent) ${edge}/${cover} no-repeat local`,
  ),
  ...EDGES.map(
    ([way, edge, , shade]) =>
      `linear-gradient(${way},var(--edge),transparent) ${edge}/${shade} no-repeat scroll`,
  ),
].join();

const TABLES = `
.scroll{container-type:inline-size;overflow:auto;margin-top:.8rem;background:${shades},var(--card);border:1px solid var(--line);border-radius:12px;max-height:34rem}
table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums}
caption{position:sticky;left:0;max-width:100cqw;caption-side:bottom;text-align:left;color:var(--muted);padding:.7rem 1rem .8rem;font-size:.8125rem}
th,td{padding:.42rem 1rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom-width:0}
thead th{position:sticky;top:0;background:var(--sunken);font-size:.8125rem;font-weight:600;color:var(--muted);white-space:nowrap;z-index:1}
tbody th{font-weight:600}
.n{text-align:right;white-space:nowrap}
#points-table tbody th{font-weight:400}
#provenance-table td bdi,#options-table td bdi{white-space:pre-wrap}
td bdi,th bdi{display:inline-block;vertical-align:top;max-height:9em;overflow:auto}
tbody th.t{min-width:8.6rem}
td.t{min-width:11rem}
.answered tbody tr:first-child th{color:var(--good)}
@media (max-width:640px){th,td{padding:.45rem .7rem}}
`;

// One sheet: the answer, its reasons, the charts of curve, trainings and plan. The rest stays on the
// screen. The curve takes the height that the others leave.
const PRINT = `
@page{size:A4;margin:9mm 10mm}
@media print{
body{background:#fff;font-size:8.5pt;line-height:1.4}
.top,main,.bottom{max-width:none;padding-inline:0}
.top{padding-block:0 5pt}
.top button,.needs-script.needs-script,.needs-app.needs-app.needs-app,.tools.tools.tools,.copy.copy,.live.live.live,.skip,.status,noscript,.bottom,.handle,.use,.fold,.config-line{display:none}
.scroll{background:none}
main>.block:has(>.scroll),.plan-reasons,.verification-reasons,#verification{display:none}
.answer>*{padding-inline:10pt}
.answer>.facts{padding-inline:0}
.kicker{padding-top:7pt;font-size:8.5pt}
.lr{font-size:26pt}
.lead{padding-block:4pt 7pt;font-size:9pt;max-width:none}
.facts div,.facts div:first-child{padding:3pt 8pt 4pt;flex:1 1 0;min-width:0}
.facts small,.facts dt,figcaption{font-size:7pt}
.facts dd{font-size:8pt}
.plot{height:var(--paper)!important}
.drawing .axes text{font-size:10px}
.awake .drawing{visibility:visible}
.awake .plotly-layer{visibility:hidden}
.key{gap:0 8pt;padding:0 3pt}
#probes .entry,#probes .key button{font-size:6.5pt;gap:2pt}
#probes .key{column-gap:5pt}
.key button,.entry{border:0;padding:0;font-size:7pt;gap:3pt}
.key button[aria-pressed=false]{display:none}
#tried{display:none}
:has(>#loss){display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);column-gap:1.4%;grid-template-rows:auto auto auto minmax(0,1fr) auto;min-height:calc(100vh - 24pt)}
:has(>#loss)>*{grid-column:1/-1}
:has(>#loss)>:is(.answer,.warnings,.reasons){grid-row:1}
:has(>#loss)>.warnings{grid-row:2}
:has(>#loss)>.reasons{grid-row:3}
:has(>#loss)>#loss{grid-row:4}
:has(>#loss)>:is(#probes,#plan){grid-row:5;align-self:start}
:has(>#probes):has(>#plan)>#probes{grid-column:1}
:has(>#probes):has(>#plan)>#plan{grid-column:2}
:has(>#probes):has(>#plan)>#probes .plot.plot{height:140px!important}
#loss,#loss figure{display:flex;flex-direction:column}
#loss figure,#loss .stage{flex:1}
#loss .stage{display:flex}
#loss .plot.plot{height:auto!important;min-height:150px;max-height:340px}
.swatch{height:9pt}
main:has(#probes) figcaption p+p:last-child{display:none}
figcaption{padding:2pt 3pt 0}
figcaption p+p{margin-top:0}
.answer,.chart figure{box-shadow:none;break-inside:avoid;border-radius:8px}
.chart figure{margin-top:4pt;padding:3pt}
.block{margin-top:7pt}
h2{font-size:10pt}
.messages ul{margin-top:2pt;gap:1pt;max-width:none}
.messages.warnings{margin-top:6pt;padding:3pt 10pt}
.messages.messages li{line-height:1.3}
h2,h3{break-after:avoid}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;
