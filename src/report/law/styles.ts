/** What the page of a law adds to the style sheet of every page. */
export const LAW_STYLES = `
.top #theme{margin-left:auto}
.law+.law{margin-top:2.5rem;border-top:2px solid var(--line);padding-top:1rem}
.law .lr{color:var(--good);font-variant-numeric:tabular-nums;white-space:nowrap}
.law .kicker{color:var(--muted);margin-top:1rem}
.law ul{padding-left:1.3rem}
.law li{margin:.3rem 0}
.law table td{white-space:nowrap}
`;
