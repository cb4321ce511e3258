/** The journey: arrow keys walk from touch to touch, and what the pointer or the focus is on is told beside it. */
export function walkJourney(): void {
  const journey = document.querySelector<HTMLElement>('[data-journey]')
  if (!journey) return
  const marks = [...journey.querySelectorAll<SVGAElement>('a.mark, a.span')]
  const inTime = marks.map(mark => ({ mark, box: boxOf(mark) }))
  const card = document.createElement('div')
  card.className = 'touch-card'
  card.hidden = true
  document.body.append(card)
  const texts = new Map(marks.map(mark => [mark, takeTitle(mark)]))
  const bars = new Map([...journey.querySelectorAll<SVGElement>('[data-credit]')].map(bar => [bar.dataset.credit, bar]))

  const show = (mark: SVGAElement) => {
    hide()
    const lines = (texts.get(mark) ?? '').split('\n').map(line => {
      const row = document.createElement('div')
      row.dir = 'auto'
      row.textContent = line
      return row
    })
    card.replaceChildren(...lines)
    card.hidden = false
    mark.classList.add('here')
    bars.get(mark.dataset.touch)?.classList.add('lit')
    place(card, mark.getBoundingClientRect())
  }
  const hide = () => {
    card.hidden = true
    journey.querySelector('.here')?.classList.remove('here')
    journey.querySelector('.lit')?.classList.remove('lit')
  }
  const markOf = (event: Event) => (event.target instanceof Element ? event.target.closest<SVGAElement>('a.mark, a.span') : null)

  for (const [start, end] of [
    ['pointerover', 'pointerout'],
    ['focusin', 'focusout'],
  ] as const) {
    journey.addEventListener(start, event => {
      const mark = markOf(event)
      if (mark) show(mark)
    })
    journey.addEventListener(end, hide)
  }
  addEventListener('scroll', hide, { passive: true, capture: true })

  journey.addEventListener('keydown', event => {
    const mark = markOf(event)
    if (!mark) return
    if (event.key === 'Escape') hide()
    const next = neighbour(inTime, mark, event.key)
    if (!next) return
    event.preventDefault()
    mark.setAttribute('tabindex', '-1')
    next.setAttribute('tabindex', '0')
    next.focus()
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    show(next)
  })
}

interface Placed {
  readonly mark: SVGAElement
  readonly box: { readonly x: number; readonly y: number }
}

function boxOf(mark: SVGAElement) {
  const { x, y, width, height } = mark.getBoundingClientRect()
  return { x: x + width / 2, y: y + height / 2 }
}

/** The next in time to the left and right; the nearest in time of the next lane above and below. */
function neighbour(placed: readonly Placed[], mark: SVGAElement, key: string): SVGAElement | null {
  const order = placed.toSorted((a, b) => a.box.x - b.box.x)
  const index = order.findIndex(one => one.mark === mark)
  const here = order[index]
  if (!here) return null
  if (key === 'ArrowRight') return order[index + 1]?.mark ?? null
  if (key === 'ArrowLeft') return order[index - 1]?.mark ?? null
  if (key === 'Home') return order[0]?.mark ?? null
  if (key === 'End') return order.at(-1)?.mark ?? null
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return null
  const sign = key === 'ArrowDown' ? 1 : -1
  const LANE_PX = 34
  const away = order.filter(one => (one.box.y - here.box.y) * sign > LANE_PX / 2)
  const cost = (one: Placed) => Math.abs(one.box.y - here.box.y) * 8 + Math.abs(one.box.x - here.box.x)
  return away.toSorted((a, b) => cost(a) - cost(b))[0]?.mark ?? null
}

/** The browser's own hint would stand over the card; for those who listen it becomes the label. */
function takeTitle(mark: SVGAElement): string {
  const title = mark.querySelector('title')
  const text = title?.textContent ?? ''
  mark.setAttribute('aria-label', text.replaceAll('\n', ', '))
  title?.remove()
  return text
}

function place(card: HTMLElement, at: DOMRect): void {
  const GAP_PX = 10
  const { width, height } = card.getBoundingClientRect()
  const left = Math.min(Math.max(8, at.x + at.width / 2 - width / 2), innerWidth - width - 8)
  const above = at.y - height - GAP_PX
  card.style.transform = `translate(${Math.round(left)}px, ${Math.round(above > 8 ? above : at.bottom + GAP_PX)}px)`
}
