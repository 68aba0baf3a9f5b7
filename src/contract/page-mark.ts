/** How every page that lr-finder writes begins, and what it has in its body; no other page has both. */
export const PAGE_START = "<!doctype html>";
export const PAGE_BRAND = '<p class="brand">lr-finder</p>';
