/** Alerts as people set them up and watch them. */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { alertKinds } from '../alerts/kinds.ts'
import { sendTest } from '../alerts/test-delivery.ts'
import { createWebhook, pauseWebhook, removeWebhook, resumeWebhook, rotateSecret } from '../alerts/webhooks.ts'
import { RequestRefused } from '../errors.ts'
import { InvalidSetting, readSettings, type SettingName, settingsWith, settingText, writeSettings } from '../settings.ts'
import { sentence } from './alert-words.ts'
import { AlertsPage } from './alerts-page.tsx'
import type { Frame } from './frame.ts'
import { DASHBOARD } from './identity-routes.tsx'
import { type AlertForm, type Done, EVENT, emptyAlertForm, readAlerts, typedTerms } from './read-alerts.ts'
import type { PageDeps } from './routes.tsx'
import { assertSameOrigin } from './same-origin.ts'
import { type Typed, typedFrom } from './typed.ts'

interface AlertRouteDeps extends Pick<PageDeps, 'db' | 'now' | 'newId' | 'publicUrl' | 'runSoon' | 'alerts'> {
  readonly frame: (c: Context) => Promise<Frame>
}

const MAX_FORM_BYTES = 16_384

const terms = ['alerts.pricing_paths', 'heat.cold_after_days'] as const satisfies readonly SettingName[]

export function alertRoutes({ db, now, newId, publicUrl, runSoon, alerts, frame }: AlertRouteDeps) {
  const deps = { now, newId, platform: alerts }
  const originOf = (c: Context) => publicUrl ?? new URL(c.req.url).origin
  const routes = new Hono()
  routes.use('/alerts/*', bodyLimit({ maxSize: MAX_FORM_BYTES, onError: refuseLong }))

  routes.get('/alerts', async c => page(c, await emptyForm(), null))
  // The answer is the page itself: a secret stands in it, and in no address and in no history.
  routes.post('/alerts', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    const typed = typedFrom(await c.req.parseBody())
    try {
      const { webhook_id, secret } = await createWebhook(db, { ...orderFrom(typed), origin: originOf(c) }, deps)
      const done: Done = secret === null ? { what: 'made', webhook_id } : { what: 'secret', webhook_id, secret, isNew: true }
      return page(c, await emptyForm(), done)
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error
      const field = error.reason === 'missing_field' ? 'events' : 'url'
      const typedNow = { ...typedTerms(await readSettings(db)), ...typed }
      return page(c, { typed: typedNow, errors: { [field]: `${sentence(error.message)}.` } }, null)
    }
  })
  routes.post('/alerts/terms', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    const typed = typedFrom(await c.req.parseBody())
    const settings = await readSettings(db)
    const errors: Record<string, string> = {}
    const changed: [SettingName, string][] = []
    for (const name of terms) {
      try {
        const text = settingText(settingsWith(settings, name, typed[name] ?? '')[name])
        if (text !== settingText(settings[name])) changed.push([name, text])
      } catch (error) {
        if (!(error instanceof InvalidSetting)) throw error
        errors[name] = error.message
      }
    }
    if (Object.keys(errors).length > 0) return page(c, { typed: { ...emptyAlertForm(settings).typed, ...typed }, errors }, null)
    await writeSettings(db, changed)
    if (changed.length > 0) runSoon(c)
    return c.redirect('/alerts', 303)
  })
  routes.post('/alerts/:id/test', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    const webhook_id = c.req.param('id')
    const result = await sendTest(db, webhook_id, originOf(c), deps)
    return page(c, await emptyForm(), { what: 'tested', webhook_id, result })
  })
  routes.post('/alerts/:id/rotate', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    const webhook_id = c.req.param('id')
    const secret = await rotateSecret(db, webhook_id, deps)
    return page(c, await emptyForm(), { what: 'secret', webhook_id, secret, isNew: false })
  })
  for (const [action, act] of [
    ['pause', pauseWebhook],
    ['resume', resumeWebhook],
    ['remove', removeWebhook],
  ] as const) {
    routes.post(`/alerts/:id/${action}`, async c => {
      assertSameOrigin(c.req.raw, publicUrl)
      await act(db, c.req.param('id'), now())
      return c.redirect('/alerts', 303)
    })
  }
  return routes

  async function emptyForm() {
    return emptyAlertForm(await readSettings(db))
  }

  async function page(c: Context, form: AlertForm, done: Done | null) {
    const props = await readAlerts(db, await frame(c), form, done)
    return c.html(<AlertsPage {...props} />, Object.keys(form.errors).length > 0 ? 422 : 200)
  }
}

/** @throws RequestRefused missing_field */
function orderFrom(typed: Typed) {
  const events = alertKinds.filter(kind => typed[EVENT + kind] !== undefined)
  if (events.length === 0) throw new RequestRefused('missing_field', 'choose at least one')
  const kind = typed.kind === 'slack' ? ('slack' as const) : ('webhook' as const)
  return { url: typed.url ?? '', kind, events, created_by: DASHBOARD }
}

function refuseLong(): never {
  throw new RequestRefused('body_too_large', `a form may have ${MAX_FORM_BYTES} bytes`)
}
