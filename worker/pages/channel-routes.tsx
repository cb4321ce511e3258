/** Channels: the rules by which they are told, and the audit of what campaigns say. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { RulesChanged, saveChannelRules } from '../channel-rules.ts'
import { RequestRefused } from '../errors.ts'
import { readRules } from '../journey/read-rules.ts'
import type { Frame } from './frame.ts'
import { DASHBOARD } from './identity-routes.tsx'
import { type FormDeps, MAX_FORM_BYTES } from './model-routes.tsx'
import { previewRules, readRulesFacts, rulesOfChange } from './read-rules.ts'
import { readTagging } from './read-tagging.ts'
import type { PageDeps } from './routes.tsx'
import { type DraftRule, draftAfter, draftFrom, draftOf, emptyRule, readRulesForm } from './rules-form.ts'
import { RulesPage, type RulesProps } from './rules-page.tsx'
import { assertSameOrigin } from './same-origin.ts'
import { findingsCsv } from './tagging-csv.ts'
import { TaggingPage } from './tagging-page.tsx'
import { typedFrom } from './typed.ts'
import { linkTo } from './view.ts'

export function channelRoutes({ db, now, newId, publicUrl, runSoon, frame }: FormDeps & Pick<PageDeps, 'newId'>) {
  const routes = new Hono()

  routes.get('/channels/rules', async c => {
    const around = await frame(c)
    const inForce = around.settings['channels.rules']
    const { change, same, as } = around.query
    if (same && as) return c.html(await withRenaming(around, same, as))
    if (!change) return c.html(await page(around, inForce.length > 0 ? draftOf(inForce) : [emptyRule]))
    const rules = await rulesOfChange(db, change)
    const found = await previewRules(db, around, rules)
    return c.html(await page(around, draftOf(rules), { preview: { rules, found } }))
  })

  routes.get('/channels/tagging', async c => c.html(<TaggingPage {...(await readTagging(db, await frame(c)))} />))
  routes.get('/channels/tagging.csv', async c => {
    const { frame: around, audit } = await readTagging(db, await frame(c))
    return c.body(findingsCsv(audit.findings, around.settings.currency), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="campaign-tagging.csv"',
    })
  })

  routes.use('/channels/rules', bodyLimit({ maxSize: MAX_FORM_BYTES, onError: refuseLong }))
  routes.post('/channels/rules', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    const typed = typedFrom(await c.req.parseBody())
    const around = await frame(c)
    const seen = typed.seen ?? '[]'
    const { action = '' } = typed
    const draft = draftAfter(draftFrom(typed), action)
    if (action !== 'save' && action !== 'preview') return c.html(await page(around, draft, { seen }))
    const { rules, errors } = readRulesForm(draft)
    if (rules === null) return c.html(await page(around, draft, { seen, errors }), 422)
    if (action === 'preview') {
      const found = await previewRules(db, around, rules)
      return c.html(await page(around, draft, { seen, preview: { rules, found } }))
    }
    try {
      const isChanged = await saveChannelRules({ db, now, newId }, { seen: seenRules(seen), rules, actor: DASHBOARD })
      if (isChanged) runSoon(c)
    } catch (error) {
      if (!(error instanceof RulesChanged)) throw error
      return c.html(await page(await frame(c), draft, { notice: CHANGED }), 409)
    }
    return c.redirect(linkTo('/channels/rules', around.view), 303)
  })
  return routes

  /** A rule that counts a campaign as another one, to be saved. */
  async function withRenaming(around: Frame, campaign: string, name: string) {
    const when = [{ field: 'campaign', operator: 'is', value: campaign }]
    const draft = [...draftOf(around.settings['channels.rules']), { gives: 'campaign', name, when }]
    const { rules, errors } = readRulesForm(draft)
    return page(around, draft, {
      errors,
      preview: rules && { rules, found: await previewRules(db, around, rules) },
    })
  }

  async function page(around: Frame, draft: readonly DraftRule[], more: Partial<RulesProps> = {}) {
    const inForce = around.settings['channels.rules']
    const facts = await readRulesFacts(db, inForce)
    return (
      <RulesPage frame={around} draft={draft} errors={{}} seen={JSON.stringify(inForce)} facts={facts} preview={null} {...more} />
    )
  }
}

const CHANGED =
  'Somebody else has changed the rules meanwhile: the newest change below is in force. What you typed is still here and not saved; saving it now replaces theirs.'

function seenRules(seen: string) {
  try {
    return readRules(JSON.parse(seen))
  } catch {
    throw new RequestRefused('bad_request', 'seen: not a list of rules')
  }
}

function refuseLong(): never {
  throw new RequestRefused('body_too_large', `a form may have ${MAX_FORM_BYTES} bytes`)
}
