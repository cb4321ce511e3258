/** The calls of the Segment tracking API, and the letters by which its browser client says them. */
export const calls = ['page', 'screen', 'track', 'identify', 'group', 'alias'] as const

export type Call = (typeof calls)[number]

export const isCall = (text: string): text is Call => calls.some(call => call === text)

/** What the last part of an address says: one call, or a batch of calls. */
export function callAt(part: string): Call | 'batch' | null {
  if (part === 'batch' || part === 'b' || part === 'import') return 'batch'
  return calls.find(call => part === call || part === call[0]) ?? null
}
