/**
 * Makes the inside of a place what `markup` says and changes only what differs, so that what the
 * reader holds stays: focus, scroll position, a selection, a button that is pressed down. Elements
 * with a `data-key` are matched by it, all other nodes by their place.
 *
 * Where the element with the focus is no longer wanted, the one in its place gets the focus.
 *
 * @param markup safe to put on a page (see `html/template.ts`)
 */
export function updateInside(place: Element, markup: string): void {
  keepFocus(place, () => follow(place, parsed(markup)));
}

/** The same for an element with its attributes: `markup` is one element of the same kind. */
export function updateElement(element: Element, markup: string): void {
  const wanted = parsed(markup).firstElementChild;
  if (wanted) keepFocus(element, () => become(element, wanted));
}

function parsed(markup: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = markup;
  return template.content;
}

function keepFocus(place: Element, change: () => void): void {
  const focused = document.activeElement;
  const among = reachable(place).indexOf(focused as HTMLElement);
  change();
  if (among < 0 || focused === document.activeElement) return;
  const left = reachable(place);
  const next = focused?.isConnected
    ? (focused as HTMLElement)
    : left[Math.min(among, left.length - 1)];
  next?.focus({ preventScroll: true });
}

const reachable = (place: Element) =>
  Array.from(place.querySelectorAll<HTMLElement>("a[href],button,input,select,[tabindex]"));

/** Makes the children of one node those of another, which is used up. */
function follow(place: Node, wanted: Node): void {
  const wantedKeys = new Set(Array.from(wanted.childNodes, keyOf));
  const known = new Map<string, Node>();
  for (const node of Array.from(place.childNodes)) {
    const key = keyOf(node);
    if (key === null) continue;
    if (wantedKeys.has(key)) known.set(key, node);
    else node.remove();
  }
  let here = place.firstChild;
  for (const next of Array.from(wanted.childNodes)) {
    const key = keyOf(next);
    const same = key === null ? sameKind(here, next) : known.get(key);
    if (same === undefined) place.insertBefore(next, here);
    else {
      if (same !== here) place.insertBefore(same, here);
      become(same, next);
      here = same.nextSibling;
    }
  }
  while (here !== null) {
    const after = here.nextSibling;
    here.remove();
    here = after;
  }
}

function become(node: Node, wanted: Node): void {
  if (!(node instanceof Element && wanted instanceof Element)) {
    if (node.nodeValue !== wanted.nodeValue) node.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of Array.from(node.attributes)) {
    if (!wanted.hasAttribute(name)) node.removeAttribute(name);
  }
  for (const { name, value } of Array.from(wanted.attributes)) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  follow(node, wanted);
}

function keyOf(node: Node): string | null {
  return node instanceof Element ? node.getAttribute("data-key") : null;
}

function sameKind(node: ChildNode | null, wanted: Node): ChildNode | undefined {
  return node !== null && keyOf(node) === null && node.nodeName === wanted.nodeName
    ? node
    : undefined;
}
