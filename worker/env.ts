/** What the environment of a process says. Everything else is a setting in the database. */
import { DEFAULT_DATABASE_URL } from '../db/open.ts'

export interface Environment {
  readonly databaseUrl: string
  readonly port: number
  /** Origin under which browsers reach us; undefined when the requests themselves tell. */
  readonly publicUrl: string | undefined
  /** Signs what we hand out; null when it is to be made and kept in the data folder. */
  readonly secret: string | null
  /** Whether a proxy stands before us whose `X-Forwarded-*` headers say the truth. */
  readonly trustProxy: boolean
}

const DEFAULT_PORT = 8787
const MIN_SECRET = 32

/** @throws Error that names the variable and what it takes */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const given = (name: string) => variables[name]?.trim() || null
  return {
    databaseUrl: given('DATABASE_URL') ?? DEFAULT_DATABASE_URL,
    port: portFrom(given('PORT')),
    publicUrl: publicUrlFrom(given('PUBLIC_URL')),
    secret: secretFrom(given('SECRET')),
    trustProxy: trustProxyFrom(given('TRUST_PROXY')),
  }
}

function portFrom(text: string | null): number {
  if (text === null) return DEFAULT_PORT
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new Error(`PORT must be a number from 0 to 65535, not ${text}`)
  return port
}

function publicUrlFrom(text: string | null): string | undefined {
  if (text === null) return undefined
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new Error(`PUBLIC_URL must be an address such as https://t.example.com, without a path, not ${text}`)
  }
  return url.origin
}

function secretFrom(text: string | null): string | null {
  if (text !== null && text.length < MIN_SECRET) throw new Error(`SECRET must have at least ${MIN_SECRET} characters`)
  return text
}

function trustProxyFrom(text: string | null): boolean {
  if (text === null || /^(?:0|false|no|off)$/i.test(text)) return false
  if (/^(?:1|true|yes|on)$/i.test(text)) return true
  throw new Error(`TRUST_PROXY must be true or false, not ${text}`)
}
