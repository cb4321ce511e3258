/** One field of a form: what it is, what it takes, what is wrong with it. */
import type { Child } from 'hono/jsx'
import type { FieldErrors, Typed } from './typed.ts'

export interface FormState {
  readonly typed: Typed
  readonly errors: FieldErrors
}

interface FieldProps extends FormState {
  readonly name: string
  readonly label: Child
  /** What it means, under the field. */
  readonly hint?: Child
}

interface TextProps extends FieldProps {
  /** `number` brings up digits on a phone; what was typed is kept either way. */
  readonly kind?: 'number' | 'text'
  readonly placeholder?: string
  readonly unit?: string
  /** Id of a datalist. */
  readonly list?: string
}

export function TextField({ name, label, hint, typed, errors, kind = 'text', placeholder, unit, list }: TextProps) {
  const id = idOf(name)
  return (
    <div class={`field${kind === 'number' ? ' short' : ''}`}>
      <label for={id}>{label}</label>
      <span class="with-unit">
        <input
          type="text"
          id={id}
          name={name}
          value={typed[name] ?? ''}
          inputmode={kind === 'number' ? 'decimal' : undefined}
          placeholder={placeholder}
          list={list}
          maxlength={2000}
          autocomplete="off"
          spellcheck={false}
          {...described(name, errors, hint)}
        />
        {unit && <span class="quiet">{unit}</span>}
      </span>
      <Notes name={name} errors={errors} hint={hint} />
    </div>
  )
}

interface ChoiceProps extends FieldProps {
  readonly options: readonly (readonly [value: string, words: string])[]
}

/** One of few, all of them in view with what they mean. */
export function ChoiceField({ name, label, hint, typed, errors, options }: ChoiceProps) {
  return (
    <fieldset class="field" {...described(name, errors, hint)}>
      <legend>{label}</legend>
      {options.map(([value, words]) => (
        <label class="option">
          <input type="radio" name={name} value={value} checked={typed[name] === value} />
          <span>{words}</span>
        </label>
      ))}
      <Notes name={name} errors={errors} hint={hint} />
    </fieldset>
  )
}

export function Notes({ name, errors, hint }: Pick<FieldProps, 'name' | 'errors' | 'hint'>) {
  const error = errors[name]
  return (
    <>
      {error !== undefined && (
        <p class="error" id={`${idOf(name)}-error`}>
          {error}
        </p>
      )}
      {hint && (
        <p class="hint" id={`${idOf(name)}-hint`}>
          {hint}
        </p>
      )}
    </>
  )
}

/** Field names hold channels, which may have any name; an id has no blanks. */
export const idOf = (name: string): string => `f-${name.replaceAll(/[^\w-]/g, char => `.${char.codePointAt(0)?.toString(36)}`)}`

function described(name: string, errors: FieldErrors, hint: Child) {
  const ids = [errors[name] !== undefined && `${idOf(name)}-error`, hint && `${idOf(name)}-hint`].filter(Boolean)
  return {
    'aria-invalid': errors[name] === undefined ? undefined : ('true' as const),
    'aria-describedby': ids.length > 0 ? ids.join(' ') : undefined,
  }
}
