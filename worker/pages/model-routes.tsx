/** Models: the list, and the form in which one is made, changed and deleted. */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { InvalidModel } from '../attribution/custom.ts'
import { deleteCustomModel, nameFrom, saveCustomModel } from '../custom-models.ts'
import { RequestRefused } from '../errors.ts'
import type { ReadCreditParts } from './credit-parts.ts'
import type { Frame } from './frame.ts'
import { fieldOf, freshModel, readModelForm, typedModel } from './model-form.ts'
import { ModelFormPage } from './model-form-page.tsx'
import { ModelList, ModelsPage } from './models-page.tsx'
import { previewModel, readCustomModel, readModels, readOffered } from './read-models.ts'
import type { PageDeps } from './routes.tsx'
import { assertSameOrigin } from './same-origin.ts'
import { type FieldErrors, type Typed, typedFrom } from './typed.ts'
import { linkTo } from './view.ts'

export interface FormDeps extends Pick<PageDeps, 'db' | 'now' | 'publicUrl' | 'runSoon'> {
  readonly frame: (c: Context) => Promise<Frame>
}

/** Sixty channels with long names and their numbers are some 10 kB. */
export const MAX_FORM_BYTES = 200_000

export function modelRoutes({ db, now, publicUrl, runSoon, frame, partsOf }: FormDeps & { readonly partsOf: ReadCreditParts }) {
  const routes = new Hono()

  routes.get('/models', async c => c.html(<ModelsPage {...(await readModels(db, await frame(c), partsOf))} />))
  routes.get('/models/list', async c => c.html(<ModelList {...(await readModels(db, await frame(c), partsOf))} />))
  routes.get('/models/new', async c => c.html(await form(await frame(c), null, freshModel)))
  routes.get('/models/edit/:name', async c => {
    const name = c.req.param('name')
    const around = await frame(c)
    const { definition } = await readCustomModel(db, around, name)
    return c.html(await form(around, name, typedModel(definition)))
  })

  routes.use('/models/*', bodyLimit({ maxSize: MAX_FORM_BYTES, onError: refuseLong }))
  routes.post('/models/new', c => answer(c, null))
  routes.post('/models/edit/:name', async c => {
    const name = c.req.param('name')
    await readCustomModel(db, await frame(c), name)
    return answer(c, name)
  })
  routes.post('/models/delete/:name', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    const around = await frame(c)
    try {
      await deleteCustomModel(db, c.req.param('name'))
    } catch (error) {
      throw error instanceof InvalidModel ? new RequestRefused('invalid_parameter', error.message) : error
    }
    runSoon(c)
    const isShown = around.view.model.name === `custom:${c.req.param('name')}`
    return c.redirect(linkTo('/models', around.view, isShown ? { model: null } : {}), 303)
  })
  return routes

  async function form(around: Frame, name: string | null, typed: Typed, errors: FieldErrors = {}) {
    return (
      <ModelFormPage
        frame={around}
        name={name}
        typed={typed}
        errors={errors}
        offered={await readOffered(db, around, typed)}
        preview={null}
      />
    )
  }

  /** @param name  null: a new model, which the form names */
  async function answer(c: Context, name: string | null) {
    assertSameOrigin(c.req.raw, publicUrl)
    const typed = typedFrom(await c.req.parseBody())
    const around = await frame(c)
    const { definition, errors } = readModelForm(typed)
    if (definition === null) return c.html(await form(around, name, typed, errors), 422)
    if (typed.action !== 'save') {
      const preview = await previewModel(db, around, name === null ? null : `custom:${name}`, definition)
      const offered = await readOffered(db, around, typed)
      return c.html(<ModelFormPage frame={around} name={name} typed={typed} errors={{}} offered={offered} preview={preview} />)
    }
    try {
      if (name === null) await assertNew(around, nameFrom(typed.name ?? ''))
      await saveCustomModel(db, name ?? nameFrom(typed.name ?? ''), definition, now())
    } catch (error) {
      if (!(error instanceof InvalidModel)) throw error
      return c.html(await form(around, name, typed, { [fieldOf(error.field, typed)]: error.message }), 422)
    }
    runSoon(c)
    return c.redirect(linkTo('/models', around.view), 303)
  }

  /** Whoever makes a model must not replace another one by chance. */
  async function assertNew(around: Frame, name: string): Promise<void> {
    const found = await readCustomModel(db, around, name).catch(() => null)
    if (found) throw new InvalidModel('name', `is taken: there is a model custom:${name}; edit it, or choose another name`)
  }
}

function refuseLong(): never {
  throw new RequestRefused('body_too_large', `a form may have ${MAX_FORM_BYTES} bytes`)
}
