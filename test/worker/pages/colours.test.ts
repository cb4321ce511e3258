/** What look.md asks of colours, measured on the style sheet itself: contrast, and channels that stay apart for everybody. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const themes = ['light', 'dark'] as const
type Rgb = readonly [number, number, number]

const tokens = coloursIn('tokens.css')
const channels = coloursIn('channels.css')

describe.each(themes)('%s', theme => {
  const colour = (name: string): Rgb => (tokens.get(name) ?? channels.get(name))![theme]

  it.each([
    ['ink', 'paper'],
    ['ink', 'panel'],
    ['ink', 'hover'],
    ['ink', 'accent-soft'],
    ['ink', 'heat-soft'],
    ['ink-2', 'paper'],
    ['ink-2', 'panel'],
    ['ink-2', 'hover'],
    ['accent', 'paper'],
    ['paper', 'accent'],
    ['error', 'paper'],
  ])('text in %s on %s has a contrast of at least 7:1', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(7)
  })

  it.each([
    ['accent', 'accent-soft'],
    ['heat', 'heat-soft'],
    ['error', 'error-soft'],
    ['ink-2', 'silence'],
    ['heat', 'paper'],
  ])('small words in %s on %s are read at 4.5:1', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5)
  })

  it.each([...channels.keys()])('%s stands out from the paper by 3:1', name => {
    expect(contrast(colour(name), colour('paper'))).toBeGreaterThanOrEqual(3)
  })

  it('keeps any two of twelve channels and Direct apart, for people of normal, red-, green- and blue-blind sight', () => {
    const names = [...channels.keys()].filter(name => name !== 'ch-other')
    expect(names).toHaveLength(13)
    const near: string[] = []
    for (const [a, b] of pairs(names)) {
      for (const [sight, matrix] of Object.entries(sights)) {
        const distance = distanceOf(seen(colour(a), matrix), seen(colour(b), matrix))
        if (distance < 0.06) near.push(`${a} ${b} ${sight} ${distance.toFixed(3)}`)
      }
    }
    expect(near).toEqual([])
  })
})

function coloursIn(file: string): Map<string, Record<(typeof themes)[number], Rgb>> {
  const css = readFileSync(new URL(`../../../worker/pages/style/${file}`, import.meta.url), 'utf8')
  const found = css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)
  return new Map([...found].map(([, name, light, dark]) => [name!, { light: rgb(light!), dark: rgb(dark!) }]))
}

/** Linear light, 0 to 1. */
function rgb(hex: string): Rgb {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return [r, g, b]
}

/** WCAG 2.2 */
function contrast(a: Rgb, b: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (lighter + 0.05) / (darker + 0.05)
}

const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b

/** Machado, Oliveira, Fernandes 2009, severity 1. */
const sights: Readonly<Record<string, readonly Rgb[]>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

function seen(colour: Rgb, matrix: readonly Rgb[]): Rgb {
  const [r = 0, g = 0, b = 0] = matrix.map(row =>
    Math.min(1, Math.max(0, row[0] * colour[0] + row[1] * colour[1] + row[2] * colour[2])),
  )
  return [r, g, b]
}

/** In OKLab (Ottosson 2020), where 0.02 is just noticed side by side. */
function distanceOf(a: Rgb, b: Rgb): number {
  const [x, y] = [oklab(a), oklab(b)]
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2])
}

function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function pairs<T>(all: readonly T[]): [T, T][] {
  return all.flatMap((a, i) => all.slice(i + 1).map((b): [T, T] => [a, b]))
}
