/** A choice in the bar takes effect at once; the button that sends the form is not needed then. */
export function submitOnChange(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-submits-itself]')) {
    form.querySelector('button')?.setAttribute('hidden', '')
    form.addEventListener('change', () => form.requestSubmit())
  }
  document.addEventListener('keydown', event => {
    if (event.key !== '/' || isTyping(event.target)) return
    event.preventDefault()
    document.querySelector<HTMLInputElement>('.bar input[type=search]')?.focus()
  })
}

const isTyping = (target: EventTarget | null) => target instanceof HTMLElement && target.matches('input, select, textarea')
