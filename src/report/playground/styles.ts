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
.fields button{grid-column:2;justify-self:start}
#file-list:not([hidden]){display:flex;flex-wrap:wrap;gap:.4rem;padding-bottom:1.2rem}
#file-list button{overflow-wrap:anywhere;text-align:start}
#file-list [aria-pressed=true]{background:var(--accent);border-color:var(--accent);color:var(--accentInk)}
[data-shown] .drop .kicker,[data-shown] .drop h1,[data-shown] .drop .lead{display:none}
[data-shown] .drop-row{padding-top:1.2rem}
#shown:focus{outline:none}
#problems p{background:var(--badSoft);color:var(--bad);border-radius:10px;padding:.8rem 1.1rem;margin-bottom:.8rem;overflow-wrap:anywhere;white-space:pre-line}
@media print{.drop{display:none}}
`;
