/** Tells what a store says when it cannot take anything now from what is a bug of ours. */
import { RequestRefused } from '../errors.ts'

/** The refusal to answer with, 503 and try again; null for every other error. */
export function storageRefusal(error: unknown): RequestRefused | null {
  if (!(error instanceof Error)) return null
  const signs = `${'code' in error ? error.code : ''} ${error.message}`
  if (FULL.test(signs)) return new RequestRefused('storage_full', 'the store has no room left')
  if (UNAVAILABLE.test(signs)) return new RequestRefused('storage_unavailable', 'the store cannot be reached or is busy')
  return null
}

/** SQLite; ENOSPC of the file system; PostgreSQL's disk_full; D1. */
const FULL = /SQLITE_FULL|ENOSPC|\b53100\b|database or disk is full|Exceeded maximum DB size/

/**
 * SQLite busy, locked or without its file; PostgreSQL's classes 08 (connection), 53 (resources), 57P (shutdown),
 * 40 (the transaction has to be repeated), 25006 (read-only standby); the network; D1.
 */
const UNAVAILABLE = new RegExp(
  [
    'SQLITE_(?:BUSY|LOCKED|IOERR|CANTOPEN|READONLY|PROTOCOL|NOMEM)',
    '\\b(?:08\\w{3}|53\\w{3}|57P\\w{2}|40001|40P01|25006|55P03)\\b',
    '\\bE(?:CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NOTFOUND|AI_AGAIN|MFILE)\\b',
    'database connection is not open|Cannot use a pool after calling end on the pool',
    'Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error',
    'Network connection lost|D1 DB is overloaded|D1 DB storage operation exceeded timeout|database is locked',
  ].join('|'),
)
