/** What the page of a law adds to the style sheet of every page. */
export const LAW_STYLES = `
.top #theme{margin-left:auto}
.law+.law{margin-top:2.5rem;border-top:2px solid var(--line);padding-top:1rem}
.law h1 .kicker{display:block;letter-spacing:0;line-height:1.5}
.law h1 .lr{white-space:nowrap}
.law-name{font-weight:600;color:var(--muted);margin:1rem 0 .4rem}
.law .block>p{margin-top:.3rem;max-width:52em}
.law table td{white-space:nowrap}
`;
