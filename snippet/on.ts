/**
 * Runs `run` so that an error of ours never becomes an error of the page that carries us.
 * It is the one place where errors end unseen: the page is not ours to log in.
 */
export const safely =
  <Args extends unknown[], Answer>(run: (...args: Args) => Answer) =>
  (...args: Args): Answer | undefined => {
    try {
      return run(...args)
    } catch {
      // A visitor's page must work as if we were not there.
    }
  }

/**
 * Listens to events of the whole page, names separated by spaces. In the capture phase on
 * `window`, so that a page's stopPropagation() hides nothing. Nothing here ever prevents or
 * delays what the visitor does.
 */
export const on = <E extends Event = Event>(names: string, run: (event: E) => void) => {
  for (const name of names.split(' ')) addEventListener(name, { handleEvent: safely(run) }, true)
}

/** Runs `run` with the object before its method does what it always did. */
export const wrap = <This extends object>(target: This, name: keyof This & string, run: (object: This) => void) => {
  const original: (...args: unknown[]) => unknown = Object(target)[name]
  Object.assign(target, {
    [name](this: This, ...args: unknown[]) {
      safely(run)(this)
      return original.apply(this, args)
    },
  })
}
