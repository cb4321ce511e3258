import { type FormState, idOf } from './field.tsx'

interface FieldGridProps extends FormState {
  readonly fields: readonly (readonly [name: string, label: string])[]
  /** What an empty field means. */
  readonly empty: string
}

/** Many short numbers, each with its name before it. */
export function FieldGrid({ typed, errors, fields, empty }: FieldGridProps) {
  return (
    <div class="field-grid">
      {fields.map(([name, label]) => (
        <div class="pair-field">
          <label for={idOf(name)} class="clip" title={label}>
            <bdi>{label}</bdi>
          </label>
          <input
            type="text"
            id={idOf(name)}
            name={name}
            value={typed[name] ?? ''}
            inputmode="decimal"
            placeholder={empty}
            maxlength={20}
            autocomplete="off"
            aria-invalid={errors[name] === undefined ? undefined : 'true'}
            aria-describedby={errors[name] === undefined ? undefined : `${idOf(name)}-error`}
          />
          {errors[name] !== undefined && (
            <p class="error" id={`${idOf(name)}-error`}>
              {errors[name]}
            </p>
          )}
        </div>
      ))}
    </div>
  )
}
