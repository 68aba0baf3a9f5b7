/**
 * A text of at most about `limit` characters: of a longer one the first three quarters and the last
 * one are kept, and between them stands how much was left out.
 *
 * Worked: 100 letters with the limit 8: the first six, " … [92 of 100 characters left out] … ", the last two.
 *
 * @param limit in UTF-16 code units, at least 4; characters are not cut in two
 * @param whole where all of it can be read, e.g. "trainer.log"
 */
export function shortenMiddle(text: string, limit: number, whole?: string): string {
  if (text.length <= limit) return text;
  const headEnd = wholeCharacters(text, Math.floor((limit * 3) / 4));
  const tailStart = wholeCharacters(text, text.length - Math.floor(limit / 4));
  const [left, all] = [tailStart - headEnd, text.length].map((n) => n.toLocaleString("en"));
  const where = whole === undefined ? "" : `, all of it is in ${whole}`;
  return `${text.slice(0, headEnd)} … [${left} of ${all} characters left out${where}] … ${text.slice(tailStart)}`;
}

/** The place itself, or the one before where it lies between the halves of a surrogate pair. */
function wholeCharacters(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
