/**
 * A form with a file is sent in the background, so that the browser keeps the file from step to step; what comes back
 * takes the page's place. Nothing is stored between the steps, on neither side.
 */
export function keepFile(): void {
  for (const words of document.querySelectorAll('[data-without-script]')) words.remove()
  document.addEventListener('submit', event => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || !form.matches('form[data-keeps-file]')) return
    event.preventDefault()
    const data = new FormData(form, event.submitter)
    for (const button of form.querySelectorAll('button')) button.disabled = true
    const status = form.querySelector<HTMLElement>('[data-busy-words]')
    if (status) status.textContent = status.dataset.busyWords ?? ''
    send(form, data).catch(() => {
      for (const button of form.querySelectorAll('button')) button.disabled = false
      if (status) status.textContent = 'The server did not answer. Nothing is lost: try again.'
    })
  })
}

async function send(form: HTMLFormElement, data: FormData): Promise<void> {
  const answer = await fetch(form.getAttribute('action') ?? '', { method: 'POST', body: data, headers: { Accept: 'text/html' } })
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const next = page.querySelector('#content')
  if (!next) throw new Error(`no page, ${answer.status}`)
  const chosen = form.querySelector('input[type=file]')
  if (chosen) next.querySelector('input[type=file]')?.replaceWith(chosen)
  for (const words of next.querySelectorAll('[data-without-script]')) words.remove()
  document.querySelector('#content')?.replaceWith(next)
  const said = next.querySelector<HTMLElement>('.answer')
  said?.setAttribute('tabindex', '-1')
  said?.focus()
}
