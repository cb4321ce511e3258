/** The form in which words are compared: no blanks around, lower case, full-width letters and the like made plain. */
export function foldKey(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}

/** foldKey, and blanks, `_` and `+` read as `-`: `Paid Social`, `paid_social` and `paid-social` are one medium. */
export function wordKey(text: string): string {
  return foldKey(text).replace(/[\s_+-]+/g, '-')
}

/** Whether a text is a pattern's, where `*` stands for any text, also none. Both are compared as they are. */
export const matches = (pattern: string, text: string): boolean => matcherOf(pattern)(text)

/** matches with the pattern read once. */
export function matcherOf(pattern: string): (text: string) => boolean {
  const parts = pattern.split('*')
  const first = parts[0]!
  if (parts.length === 1) return text => text === first
  const last = parts[parts.length - 1]!
  const between = parts.slice(1, -1)
  const least = first.length + last.length
  return text => {
    if (text.length < least || !text.startsWith(first) || !text.endsWith(last)) return false
    let from = first.length
    const end = text.length - last.length
    for (const part of between) {
      const at = text.indexOf(part, from)
      if (at < 0 || at + part.length > end) return false
      from = at + part.length
    }
    return true
  }
}

/** The first entry one of whose patterns is the text's. */
export function entryFor<Value>(table: readonly (readonly [Value, readonly string[]])[], text: string): Value | null {
  return table.find(([, patterns]) => patterns.some(pattern => matches(pattern, text)))?.[0] ?? null
}
