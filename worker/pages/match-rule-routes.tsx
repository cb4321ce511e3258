/** The match rules: shown, and the domains in them changed. */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { RequestRefused } from '../errors.ts'
import { InvalidSetting, parseSetting, settingText, writeSettings } from '../settings.ts'
import type { FormState } from './field.tsx'
import type { Frame } from './frame.ts'
import { ALIASES, MatchRulesPage, OWN } from './match-rules-page.tsx'
import { readMatchRulesPage } from './read-match-rules.ts'
import type { PageDeps } from './routes.tsx'
import { assertSameOrigin } from './same-origin.ts'
import { type Typed, typedFrom } from './typed.ts'

interface MatchRuleDeps extends Pick<PageDeps, 'db' | 'publicUrl' | 'runSoon'> {
  readonly frame: (c: Context) => Promise<Frame>
}

const MAX_FORM_BYTES = 16_384

/** To be mounted before /accounts/:id. */
export function matchRuleRoutes({ db, publicUrl, runSoon, frame }: MatchRuleDeps) {
  const routes = new Hono()
  const short = bodyLimit({
    maxSize: MAX_FORM_BYTES,
    onError() {
      throw new RequestRefused('body_too_large', `a form may have ${MAX_FORM_BYTES} bytes`)
    },
  })

  routes.get('/accounts/rules', async c => {
    const around = await frame(c)
    return page(c, around, { typed: typedRules(around), errors: {} })
  })
  routes.post('/accounts/rules', short, async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    const typed = typedFrom(await c.req.parseBody())
    const texts = [
      [OWN, ownText(typed[OWN] ?? '')],
      [ALIASES, (typed[ALIASES] ?? '').trim()],
    ] as const
    const errors = Object.fromEntries(texts.flatMap(([name, text]) => errorIn(name, text)))
    const around = await frame(c)
    if (Object.keys(errors).length > 0) return page(c, around, { typed, errors })
    await writeSettings(db, texts)
    runSoon(c)
    return c.redirect('/accounts/rules?saved=1#domains', 303)
  })
  return routes

  async function page(c: Context, around: Frame, form: FormState) {
    const props = await readMatchRulesPage(db, around, form)
    return c.html(<MatchRulesPage {...props} />, Object.keys(form.errors).length > 0 ? 422 : 200)
  }
}

/** An empty field is the default, which is not the empty list. */
function ownText(typed: string): string {
  const text = typed.trim()
  if (text === '') return 'null'
  return text.toLowerCase() === 'none' ? '' : text
}

function typedRules({ settings }: Frame): Typed {
  const own = settings[OWN]
  return {
    [OWN]: own === null ? '' : own.length === 0 ? 'none' : own.join(', '),
    [ALIASES]: settingText(settings[ALIASES]),
  }
}

function errorIn(name: string, text: string): [string, string][] {
  try {
    parseSetting(name, text)
    return []
  } catch (error) {
    if (error instanceof InvalidSetting) return [[name, error.message]]
    throw error
  }
}
