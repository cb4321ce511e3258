/** Touches one by one, the newest first: the table behind the journey picture. */
import type { SubjectTouch } from '../../db/queries/account.ts'
import { channelClass } from './channel-class.ts'
import { duration, percent } from './figures.ts'
import type { Frame } from './frame.ts'
import { MarkIcon, markNames } from './journey-marks.tsx'
import { Name } from './names.tsx'
import { markKindOf, nobodyIn, subjectOf } from './touch-words.ts'

interface TouchTableProps {
  readonly frame: Frame
  readonly touches: readonly SubjectTouch[]
  /** Share of the chosen deal's credit; null: no deal is chosen. */
  readonly credit: ((touchId: string) => number) | null
  /** Absent: it is everybody's own page. */
  readonly person?: (personId: string) => { readonly name: string; readonly href: string }
  readonly touchLink: (touchId: string) => string
}

export function TouchTable({ frame, touches, credit, person, touchLink }: TouchTableProps) {
  const { clock } = frame
  return (
    <div class="table">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            {person && (
              <th scope="col" class="roomy-only">
                Who
              </th>
            )}
            <th scope="col" class="name">
              What
            </th>
            <th scope="col" class="roomy-only">
              Channel
            </th>
            <th scope="col" class="n wide-only">
              Engaged
            </th>
            {credit && (
              <th scope="col" class="n">
                Credit
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {touches.map(touch => {
            const kind = markKindOf(touch)
            const who = touch.person_id === null ? null : person?.(touch.person_id)
            const share = credit?.(touch.touch_id) ?? 0
            return (
              <tr>
                <td>{clock.moment(touch.touch_at)}</td>
                {person && (
                  <td class="person roomy-only">
                    {who ? (
                      <a href={who.href}>
                        <Name text={who.name} />
                      </a>
                    ) : (
                      <span class="quiet">{nobodyIn(touch)}</span>
                    )}
                  </td>
                )}
                <td class="name">
                  <a class="pair" href={touchLink(touch.touch_id)} title={markNames[kind]}>
                    <MarkIcon kind={kind} colour={channelClass(touch.channel)} />
                    <Name text={subjectOf(touch)} />
                  </a>
                </td>
                <td class="roomy-only">
                  <span class={`swatch ${channelClass(touch.channel)}`} />
                  <bdi>{touch.channel}</bdi>
                </td>
                <td class="n wide-only">{touch.engaged_ms === 0 ? <span class="quiet">–</span> : duration(touch.engaged_ms)}</td>
                {credit && <td class="n">{share === 0 ? <span class="quiet">–</span> : percent(share)}</td>}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
