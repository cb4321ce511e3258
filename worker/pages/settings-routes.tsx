/** The workspace's settings: shown, previewed, saved. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { isAnythingStale } from '../../db/queries/stale-marks.ts'
import { RequestRefused } from '../errors.ts'
import { InvalidSetting, writeSettings } from '../settings.ts'
import type { Frame } from './frame.ts'
import { type FormDeps, MAX_FORM_BYTES } from './model-routes.tsx'
import { previewSettings, readSettingsFacts } from './read-settings.ts'
import { assertSameOrigin } from './same-origin.ts'
import { readSettingsForm, typedSettings } from './settings-form.ts'
import { SettingsPage, SettingsStatus } from './settings-page.tsx'
import { type FieldErrors, type Typed, typedFrom } from './typed.ts'
import { linkTo } from './view.ts'

export function settingsRoutes({ db, publicUrl, runSoon, frame }: FormDeps) {
  const routes = new Hono()

  routes.get('/settings', async c => {
    const around = await frame(c)
    return c.html(await form(around, typedSettings(around.settings)))
  })
  routes.get('/settings/status', async c => c.html(<SettingsStatus isStale={await isAnythingStale(db)} />))

  routes.use('/settings', bodyLimit({ maxSize: MAX_FORM_BYTES, onError: refuseLong }))
  routes.post('/settings', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    const typed = typedFrom(await c.req.parseBody())
    const around = await frame(c)
    const { settings, changed, errors } = readSettingsForm(typed, around.settings)
    if (Object.keys(errors).length > 0) return c.html(await form(around, typed, errors), 422)
    if (typed.action !== 'save') {
      const preview = { ...(await previewSettings(db, around, settings)), currency: settings.currency }
      const facts = await readSettingsFacts(db, around)
      return c.html(<SettingsPage frame={around} typed={typed} errors={{}} facts={facts} preview={preview} />)
    }
    try {
      await writeSettings(db, changed)
    } catch (error) {
      if (!(error instanceof InvalidSetting)) throw error
      return c.html(await form(around, typed, { 'attribution.models': error.message }), 422)
    }
    if (changed.length > 0) runSoon(c)
    return c.redirect(linkTo('/settings', around.view, gone(around, settings)), 303)
  })
  return routes

  async function form(around: Frame, typed: Typed, errors: FieldErrors = {}) {
    return (
      <SettingsPage frame={around} typed={typed} errors={errors} facts={await readSettingsFacts(db, around)} preview={null} />
    )
  }
}

/** A model or stage that the change took away cannot stay in the address. */
function gone({ view }: Frame, settings: { readonly 'attribution.models': readonly string[] }): Record<string, null> {
  const isGone = !settings['attribution.models'].includes(view.model.name)
  return isGone ? { model: null, stage: null } : { stage: null }
}

function refuseLong(): never {
  throw new RequestRefused('body_too_large', `a form may have ${MAX_FORM_BYTES} bytes`)
}
