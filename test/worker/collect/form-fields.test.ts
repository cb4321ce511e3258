import { describe, expect, it } from 'vitest'
import { formName, namedFields } from '../../../worker/collect/form-fields.ts'

describe('a field of a form', () => {
  it.each([
    [',email,text,field_1,', 'email'],
    [',,tel,f4,', 'phone'],
    [',organization-title,text,f3,', 'job_title'],
    [',,text,company_name,', 'company'],
    [',,select-one,Country,', 'country'],
    [',,text,firstName,', 'first_name'],
    [',,text,c1,nachname', 'last_name'],
    [',,text,your-name,', 'name'],
    ['team_size', 'team_size'],
    ['first_name', 'first_name'],
  ])('that says %j of itself is called %s', (hints, name) => {
    expect(namedFields({ [hints]: 'x' })).toEqual({ [name]: 'x' })
  })

  it('counts once for each name, and keeps keys that reach a prototype for the check that refuses them', () => {
    expect(namedFields({ ',,text,company,': 'a', ',,text,firma,': 'b' })).toEqual({ company: 'a' })
    expect(Object.keys(namedFields(JSON.parse('{"__proto__":"x"}')))).toEqual(['__proto__'])
  })
})

describe('the name of a form', () => {
  it.each([
    ['demo', {}, 'demo'],
    ['/thanks?ref=1#x', {}, '/thanks'],
    ['https://a.test/in?x=1', {}, '/in'],
    ['typeform', { formId: 'AbC', responseId: 'r1' }, 'typeform AbC'],
    ['calendly', { uri: 'https://api.calendly.com/x' }, 'calendly'],
    ['demo', { id: '7' }, 'demo'],
  ])('%j with %j is %s', (form, fields, name) => {
    expect(formName(form, fields)).toBe(name)
  })
})
