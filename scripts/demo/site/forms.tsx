/** Nordkai's forms: ordinary ones that a browser submits by itself. */
import type { Child } from 'hono/jsx'
import { type FormName, forms } from './catalog.ts'

export const Form = ({ name, isInline, children }: { name: FormName; isInline?: boolean; children: Child }) => (
  <form id={name} method="post" action={`/forms/${name}`} class={isInline ? 'inline' : ''}>
    {children}
    <button type="submit">{forms[name]}</button>
  </form>
)

const autocomplete = { email: 'email', name: 'name', company: 'organization', job_title: 'organization-title' } as const

interface FieldProps {
  name: keyof typeof autocomplete
  label: string
  type?: 'text' | 'email'
}

export const Field = ({ name, label, type = 'text' }: FieldProps) => (
  <label>
    {label}
    <input type={type} name={name} autocomplete={autocomplete[name]} required={name === 'email'} maxlength={200} />
  </label>
)

/** Who are you, and where do you work? */
export const Introduction = () => (
  <>
    <Field name="email" label="Work e-mail" type="email" />
    <Field name="name" label="Name" />
    <Field name="company" label="Company" />
    <Field name="job_title" label="Job title" />
  </>
)
