/** One touch, opened: all that is known of it. */
import type { AccountMoney, SubjectTouch, TouchCredit } from '../../db/queries/account.ts'
import { channelClass } from './channel-class.ts'
import { duration, plural, weightPercent } from './figures.ts'
import type { Frame } from './frame.ts'
import { markNames } from './journey-marks.tsx'
import { exactMoney } from './money.ts'
import { WebLink } from './names.tsx'
import { markKindOf, nobodyIn, subjectOf } from './touch-words.ts'
import { linkTo } from './view.ts'

interface TouchDetailProps {
  readonly frame: Frame
  readonly touch: SubjectTouch
  readonly person: { readonly name: string; readonly href: string } | null
  /** What it earned of the chosen deal; row null: nothing. */
  readonly credit: { readonly money: AccountMoney; readonly row: TouchCredit | null } | null
  readonly close: string
}

export function TouchDetail({ frame, touch, person, credit, close }: TouchDetailProps) {
  const { clock, view } = frame
  const campaign = [touch.source, touch.medium, touch.campaign].filter(Boolean).join(' / ')
  return (
    <div class={`touch-detail ${channelClass(touch.channel)}`} id="touch">
      <div class="head">
        <h3>
          <bdi>{subjectOf(touch)}</bdi>
        </h3>
        <a href={close}>Close</a>
      </div>
      <dl class="facts">
        <dt>When</dt>
        <dd>{clock.moment(touch.touch_at)}</dd>
        <dt>Who</dt>
        <dd>
          {person ? (
            <a href={person.href}>
              <bdi>{person.name}</bdi>
            </a>
          ) : (
            nobodyIn(touch)
          )}
          {touch.rep_email && (
            <>
              {', with '}
              <bdi>{touch.rep_email}</bdi>
            </>
          )}
        </dd>
        <dt>What</dt>
        <dd>
          {markNames[markKindOf(touch)]}
          {touch.page_views > 0 && `, ${plural(touch.page_views, 'page')}`}
          {touch.downloads > 0 && `, ${plural(touch.downloads, 'download')}`}
          {touch.forms > 0 && `, ${plural(touch.forms, 'form')}`}
          {touch.engaged_ms > 0 && `, ${duration(touch.engaged_ms)} active`}
        </dd>
        <dt>Channel</dt>
        <dd>
          <bdi>{touch.channel}</bdi>
          {campaign !== '' && (
            <span class="quiet">
              {' '}
              <bdi>{campaign}</bdi>
            </span>
          )}
        </dd>
        {touch.url !== null && (
          <>
            <dt>Page</dt>
            <dd>
              <WebLink address={touch.url} />
            </dd>
          </>
        )}
        {credit && (
          <>
            <dt>Credit</dt>
            <dd>
              {credit.row
                ? `${exactMoney(credit.row.amount_minor, credit.money.currency)}, ${weightPercent(credit.row.weight_e15)} under ${view.model.title}`
                : `nothing under ${view.model.title}`}
              {credit.row?.milestones && ` (${credit.row.milestones.replaceAll(';', ', ')})`}.{' '}
              <a
                href={linkTo(`/deals/${encodeURIComponent(credit.money.deal_id)}`, view, {
                  stage: credit.money.stage === 'won' ? null : credit.money.stage,
                })}
              >
                See the receipt
              </a>
            </dd>
          </>
        )}
        <dt>Id</dt>
        <dd>
          <code>{touch.touch_id}</code>
        </dd>
      </dl>
    </div>
  )
}
