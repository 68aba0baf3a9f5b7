/** Whether a text is one value to all INI readers: one line, no comment in it, no interpolation. */
export function isSafeText(value: string): boolean {
  return /^[^\s"'#;%$[\]]([^\p{Cc}#;%$]*[^\s"'#;%$])?$/u.test(value);
}
