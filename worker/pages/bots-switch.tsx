/** The switch that shows machines where visits are listed. */
import type { Frame } from './frame.ts'
import { linkTo } from './view.ts'

interface MachinesProps {
  readonly frame: Frame
  readonly path: string
  /** Parameters of the page to keep. */
  readonly more?: Readonly<Record<string, string | number | null>>
}

/** A sentence with a link: what the list holds, and how it holds the other. */
export const Machines = ({ frame: { view }, path, more = {} }: MachinesProps) => (
  <>
    {view.bots ? 'Machines are among them. ' : 'Machines are not counted. '}
    <a href={linkTo(path, view, { ...more, bots: view.bots ? null : '1' })}>{view.bots ? 'Hide machines' : 'Show machines'}</a>
  </>
)
