/**
 * Runs `run` so that an error of ours never becomes an error of the page that carries us.
 * It is the one place where errors end unseen: the page is not ours to log in.
 */
export function safely<Args extends unknown[]>(run: (...args: Args) => void): (...args: Args) => void {
  return (...args) => {
    try {
      run(...args)
    } catch {
      // A visitor's page must work as if we were not there.
    }
  }
}

/**
 * Listens to events of the whole page, names separated by spaces. In the capture phase on
 * `window`, so that a page's stopPropagation() hides nothing; passive, so that we can never
 * prevent or delay what the visitor does.
 */
export function on<E extends Event = Event>(names: string, run: (event: E) => void) {
  const handleEvent = safely(run)
  for (const name of names.split(' ')) addEventListener(name, { handleEvent }, { capture: true, passive: true })
}
