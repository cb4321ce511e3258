/** Asks for what arrived every two seconds while the page is looked at. */
const EVERY_MS = 2000

export function keepFeedFresh(): void {
  const feed = document.querySelector<HTMLElement>('[data-feed]')
  const address = feed?.dataset.feed
  if (!feed || !address) return
  document.querySelector('[data-feed-refresh]')?.setAttribute('hidden', '')
  let shown = ''

  const refresh = async () => {
    if (document.hidden || feed.contains(document.activeElement)) return
    const answer = await fetch(address, { headers: { Accept: 'text/html' } })
    const html = await answer.text()
    if (!answer.ok || html === shown) return
    shown = html
    feed.innerHTML = html
  }
  // A server that is away for a moment is asked again the next time.
  setInterval(() => refresh().catch(() => undefined), EVERY_MS)
}
