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

/** A method's type, so that a listener may ask for the events that its names stand for. */
type Listener<E extends Event> = { heard(event: E): unknown }['heard']

/**
 * Listens to events of the whole page, names separated by spaces. In the capture phase on
 * `window`, so that a page's stopPropagation() hides nothing. Nothing here ever prevents or
 * delays what the visitor does.
 */
export const on = <E extends Event = Event>(names: string, run: Listener<E>) => {
  const heard: Listener<Event> = run
  names.split(' ').map(name => addEventListener(name, safely(heard), true))
}

/** What an event goes through, from the inside out; through shadow roots, too. */
export const pathOf = (event: Event) => event.composedPath().filter(node => node instanceof Element)

type Method = (...args: never[]) => unknown

/** Runs `run` with the object before its method does what it always did. */
export const wrap = <Name extends string>(target: Record<Name, Method>, name: Name, run: (object: unknown) => unknown) => {
  const original = target[name]
  target[name] = function (this: unknown, ...args) {
    safely(run)(this)
    return original.apply(this, args)
  }
}
