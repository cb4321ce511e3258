/** The channel of a session without a source is `Direct`; imported touches say `direct`. Both are the direct channel. */
export function isDirect(touch: { readonly channel: string }): boolean {
  return touch.channel.toLowerCase() === 'direct'
}
