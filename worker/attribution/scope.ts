import type { PathDeal, PathPerson, PathSettings, PathTouch } from './journey.ts'

/** Whose touches can earn credit for a deal, and whose lead date counts. */
export interface Scope {
  hasTouch(touch: PathTouch): boolean
  hasPerson(person: PathPerson): boolean
}

/** A deal without account, contacts or primary contact has an empty scope under the setting that asks for it. */
export function scopeOf(deal: PathDeal, setting: PathSettings['scope']): Scope {
  if (setting === 'account') {
    const ofAccount = ({ account_id }: { readonly account_id: string | null }) =>
      account_id !== null && account_id === deal.account_id
    return { hasTouch: ofAccount, hasPerson: ofAccount }
  }
  const contacts = setting === 'contact_roles' ? deal.contacts : [deal.primary_contact]
  const ids = new Set<string | null>(contacts)
  const isContact = ({ person_id }: { readonly person_id: string | null }) => person_id !== null && ids.has(person_id)
  return { hasTouch: isContact, hasPerson: isContact }
}
