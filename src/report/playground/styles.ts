/** What the playground adds to the style sheet of every page. */
export const PLAYGROUND_STYLES = `
#busy{margin-top:1rem}#busy[hidden]{display:none}#busy progress{width:min(20rem,60%);accent-color:var(--accent)}
.drop{border-style:dashed;border-width:2px;margin-bottom:1.4rem}
.drop.over{border-color:var(--accent);background:var(--sunken)}
.drop-row{display:flex;flex-wrap:wrap;gap:.8rem 1.4rem;align-items:flex-start;padding-bottom:1.4rem}
#files{position:absolute;opacity:0;width:1px;height:1px}
.file{background:var(--accent);color:var(--accentInk);font-weight:600;font-size:.875rem;padding:.5rem 1rem;border-radius:7px;cursor:pointer}
#files:focus-visible+.file{outline:2px solid var(--accent);outline-offset:2px}
.drop summary{cursor:pointer;padding:.45rem 0;font-size:.875rem}
.fields{display:grid;grid-template-columns:max-content minmax(9rem,1fr);gap:.4rem .8rem;align-items:center;font-size:.875rem;padding-top:.3rem}
.fields input,.fields select{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.3rem .5rem}
.pasting{display:grid;gap:.4rem;font-size:.875rem;padding-top:.3rem;width:min(34rem,100%)}
.pasting textarea{font:.8125rem/1.4 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.4rem .5rem;width:100%;resize:vertical}
.pasting button{justify-self:start}
#paste{flex-basis:20rem;min-width:0}
.fields button{grid-column:2;justify-self:start}
#file-list:not([hidden]){display:flex;flex-wrap:wrap;gap:.4rem;padding-bottom:1.2rem}
#file-list button{overflow-wrap:anywhere;text-align:start}
#file-list [aria-pressed=true]{background:var(--accent);border-color:var(--accent);color:var(--accentInk)}
[data-shown] .drop .kicker,[data-shown] .drop h1,[data-shown] .drop .lead{display:none}
[data-shown] .drop-row{padding-top:1.2rem}
#shown:focus{outline:none}
#problems p{background:var(--badSoft);color:var(--bad);border-radius:10px;padding:.8rem 1.1rem;margin-bottom:.8rem;overflow-wrap:anywhere;white-space:pre-line}
.diagnosis~.diagnosis{margin-top:1.2rem}
.diagnosis+.chart{margin-top:1.2rem}
.diagnosis.findings .kicker,.diagnosis.unclear .kicker{color:var(--caution)}
.finding,.about{border-top:1px solid var(--line);padding-block:1rem}
.finding h2 small{font-weight:400;font-size:.8125rem;color:var(--muted)}
.finding.error h2{color:var(--bad)}.finding.warning h2{color:var(--caution)}
.finding p{margin-top:.3rem}
.diagnosis ul{padding-left:1.3rem;max-width:52em}
.diagnosis li{margin:.3rem 0;overflow-wrap:anywhere}
.about{background:var(--sunken);font-size:.875rem}
.about h2{font-size:.9375rem}
.law-form fieldset{border:1px solid var(--line);border-radius:12px;background:var(--card);padding:.8rem 1.1rem 1rem;display:grid;gap:.5rem;min-width:0}
.law-form legend{font-weight:650;padding-inline:.4rem}
.law-field{display:grid;grid-template-columns:minmax(5rem,1fr) minmax(7rem,14rem) minmax(7rem,12rem);gap:.4rem .8rem;align-items:center;font-size:.875rem}
.law-field input{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.3rem .5rem;min-width:0;width:100%}
.law-field select{min-width:0}
.law-form .primary{justify-self:start}
#law-problem{background:var(--badSoft);color:var(--bad);border-radius:10px;padding:.8rem 1.1rem;margin-top:.8rem;overflow-wrap:anywhere}
#law-shown>.law:first-child{margin-top:1.2rem}
@media (max-width:640px){.law-field{grid-template-columns:1fr 1fr}.law-field bdi{grid-column:1/-1}}
@media print{.drop,.law-form{display:none}}
`;
