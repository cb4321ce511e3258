/** While somebody types into a field with a list of suggestions, the list is asked for what fits. */
const PAUSE_MS = 150

interface Suggestion {
  readonly email: string
  readonly name: string | null
}

export function suggestWhileTyping(): void {
  for (const list of document.querySelectorAll<HTMLDataListElement>('datalist[data-suggest]')) {
    const field = document.querySelector<HTMLInputElement>(`input[list="${list.id}"]`)
    let timer: ReturnType<typeof setTimeout> | undefined
    field?.addEventListener('input', () => {
      clearTimeout(timer)
      // What is there goes on serving while the server is away.
      timer = setTimeout(() => refill(list, field.value).catch(() => undefined), PAUSE_MS)
    })
  }
}

async function refill(list: HTMLDataListElement, typed: string): Promise<void> {
  const answer = await fetch(`${list.dataset.suggest}?q=${encodeURIComponent(typed)}`)
  if (!answer.ok) return
  const people: readonly Suggestion[] = await answer.json()
  list.replaceChildren(
    ...people.map(({ email, name }) => {
      const option = document.createElement('option')
      option.value = email
      option.textContent = name ?? ''
      return option
    }),
  )
}
