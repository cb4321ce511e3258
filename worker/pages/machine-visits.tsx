/** Visits of machines on the page of an account or a person, when the switch shows them. */
import type { MachineVisit } from '../../db/queries/machine-visits.ts'
import { contentId } from '../journey/address.ts'
import { botWords } from './bot-words.ts'
import { count } from './figures.ts'
import type { Frame } from './frame.ts'
import { Name } from './names.tsx'
import { linkTo } from './view.ts'

/** The newest that are shown. */
export const MACHINES_SHOWN = 50

interface MachinesProps {
  readonly frame: Frame
  /** The page's own. */
  readonly path: string
  /** Null: the switch hides them. */
  readonly visits: readonly MachineVisit[] | null
}

export function MachineVisits({ frame, path, visits }: MachinesProps) {
  const { view, clock } = frame
  const flip = (bots: '1' | null) => `${linkTo(path, view, { bots })}#machines`
  return (
    <section id="machines">
      {visits === null ? (
        <p class="hint">
          Visits of machines are marked and left out. <a href={flip('1')}>Show machines</a>
        </p>
      ) : (
        <>
          <div class="head">
            <h2>Visits of machines</h2>
            <span class="quiet">
              {visits.length === MACHINES_SHOWN ? `the newest ${count(MACHINES_SHOWN)}; ` : ''}they are no touches and earn
              nothing
            </span>
            <a href={flip(null)}>Hide machines</a>
          </div>
          {visits.length === 0 ? (
            <p class="quiet">No machine has come with a browser that is known here.</p>
          ) : (
            <div class="table">
              <table>
                <thead>
                  <tr>
                    <th scope="col">When</th>
                    <th scope="col" class="name">
                      Where
                    </th>
                    <th scope="col" class="roomy-only">
                      Channel
                    </th>
                    <th scope="col" class="name">
                      Sign
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {visits.map(({ started_at, landing_url, channel, bot_reason }) => (
                    <tr>
                      <td>{clock.moment(started_at)}</td>
                      <td class="name">
                        {landing_url === null ? (
                          <span class="quiet">no page</span>
                        ) : (
                          <Name text={contentId(landing_url) ?? landing_url} />
                        )}
                      </td>
                      <td class="roomy-only">{channel}</td>
                      <td class="name">
                        <Name text={botWords(bot_reason)} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </>
      )}
    </section>
  )
}
