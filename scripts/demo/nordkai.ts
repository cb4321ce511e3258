/**
 * Nordkai, the company whose marketing the demo shows: invented, as are its people. It sells Nordkai Slot,
 * dock scheduling for warehouses: carriers book a slot, the gate knows who comes, nobody waits.
 */
import type { Company } from './companies.ts'

export const nordkai = {
  name: 'Nordkai',
  product: 'Nordkai Slot',
  promise: 'Trucks that arrive when the dock is free',
  /** The site that the nine months happened on. */
  domain: 'nordkai.example',
  origin: 'https://www.nordkai.example',
} as const

/** Whose routes Nordkai reads; the product page links there, and it links back. */
export const partnerPage = 'https://www.tourplan-tms.example/integrations'

export interface Rep {
  readonly name: string
  readonly email: string
}

const rep = (name: string, mailbox: string): Rep => ({ name, email: `${mailbox}@${nordkai.domain}` })

const dach = rep('Tobias Rehwinkel', 'tobias.rehwinkel')
const north = rep('Femke Aaldering', 'femke.aaldering')
const south = rep('Carla Montserrat', 'carla.montserrat')
const america = rep('Darnell Whitcomb', 'darnell.whitcomb')
const japan = rep('Haruka Minase', 'haruka.minase')

/** Who opens conversations, by cold mail and telephone. */
export const openers: readonly [Rep, Rep] = [rep('Jule Petersohn', 'jule.petersohn'), rep('Max Oyelaran', 'max.oyelaran')]

/** Who owns the account and its deals. */
export function ownerOf({ country }: Company): Rep {
  if (country === 'US') return america
  if (country === 'JP') return japan
  if (['DE', 'AT', 'CH', 'PL'].includes(country)) return dach
  return ['NL', 'BE', 'SE', 'DK', 'NO', 'FI'].includes(country) ? north : south
}

export interface Price {
  readonly currency: 'EUR' | 'USD' | 'JPY'
  /** For one site and one year, in whole currency units. */
  readonly site_year: number
  /** Once, in whole currency units. */
  readonly onboarding: number
}

const euro: Price = { currency: 'EUR', site_year: 7_920, onboarding: 2_400 }
const dollar: Price = { currency: 'USD', site_year: 8_640, onboarding: 2_900 }
const yen: Price = { currency: 'JPY', site_year: 1_320_000, onboarding: 380_000 }

export const priceFor = ({ country }: Company): Price => (country === 'US' ? dollar : country === 'JP' ? yen : euro)
