/** Stands in the packed text where plotly ends and a page's own code begins. */
export const OWN_CODE = "//# the page's own code";
