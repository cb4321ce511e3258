import type { PathTouch } from './journey.ts'

/**
 * The one total order of touches: time, then `seq`, then id. It decides every tie: first and last touch of one
 * instant, milestones, who gets an odd minor unit.
 */
export function inTotalOrder(a: PathTouch, b: PathTouch): number {
  return a.touch_at - b.touch_at || a.seq - b.seq || compareCodePoints(a.touch_id, b.touch_id)
}

/**
 * Compares texts by Unicode code points, as `order by` does on our stores.
 *
 *   compareCodePoints('\u{1F600}', '\uFF21')  →  above 0; `<` would put the emoji first
 */
export function compareCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** UTF-16 writes code points above U+FFFF with the units D800 to DFFF, which lie below E000 to FFFF: lift them. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
