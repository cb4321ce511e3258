/** Names and addresses as they come from outside: kept apart from the text around them, never trusted as links. */

/** A name from outside: its direction is its own, its length never the layout's. */
export const Name = ({ text }: { text: string }) =>
  text.trim() === '' ? (
    <span class="quiet">(no name)</span>
  ) : (
    <bdi class="clip" title={text}>
      {text}
    </bdi>
  )

/** An address as a link when it is http or https, else as text. */
export function WebLink({ address }: { address: string }) {
  const url = URL.parse(address)
  const shown = address.replace(/^https?:\/\//, '')
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return <Name text={address} />
  return (
    <a class="clip" href={url.href} title={address} rel="noopener noreferrer nofollow" target="_blank">
      <bdi>{shown}</bdi>
    </a>
  )
}

/** What a person is called: name, else e-mail, else id. */
export const nameOf = (person: {
  readonly name: string | null
  readonly email: string | null
  readonly person_id: string
}): string => person.name ?? person.email ?? person.person_id
