/** What stands around plotly in `plotly.min.js`: a universal module definition. */
const HEAD = '"use strict";var Plotly=';
const TAIL = "\nwindow.Plotly = Plotly;\nreturn Plotly;";

/** The call that starts every kind of trace: `a.register([b(),c(),…])`. */
const REGISTER = /(\w+)\.register\(\[((?:\w+\(\),?){20,})\]\)/;

/**
 * Plotly's script, all of it, made to start in a fifth of the time. Out of its wrapper the browser's
 * compiler reads it once less; and its fifty kinds of trace (maps, 3D, polar, …) start when
 * `Plotly.registerAll()` is called instead of at once. Scatter traces, all that our charts are made
 * of, belong to its core.
 *
 * @param script text of `plotly.js-dist-min/plotly.min.js`
 * @returns a script that sets `window.Plotly`; a version that is put together in another way comes
 *   back as it is, and only starts slower
 */
export function quickPlotly(script: string): string {
  const from = script.indexOf(HEAD);
  const to = script.lastIndexOf(TAIL);
  if (from < 0 || to < from || !REGISTER.test(script)) return script;
  const body = script
    .slice(from, to)
    .replace(
      REGISTER,
      (_, core: string, kinds: string) => `${core}.registerAll=()=>${core}.register([${kinds}])`,
    );
  return `${script.slice(0, script.indexOf("*/") + 2)}\n(()=>{${body}\nwindow.Plotly=Plotly;})();`;
}

/**
 * A script in ASCII: what lies outside becomes `\u` escapes, which mean the same in strings,
 * templates and regular expressions. The browser then holds and reads one byte a character.
 */
export function asciiScript(script: string): string {
  return script.replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
