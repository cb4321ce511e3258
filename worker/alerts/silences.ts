/** Which sites and imports have fallen silent. */
import type { Database } from '../../db/database.ts'
import { hoursOfImports, hoursOfSites } from '../../db/queries/alert-facts.ts'
import { allSites } from '../../db/queries/site-health.ts'
import type { DataStopped, Notice } from './kinds.ts'
import { RHYTHM_MS, silenceOf } from './silence.ts'

/** Each silence is one fact, known by the last hour before it. A site that was removed is silent for good. */
export async function silenceNotices(db: Database, now: number, upSince: number): Promise<Notice<DataStopped>[]> {
  const since = now - RHYTHM_MS
  const sites = new Set((await allSites(db)).map(({ site_id }) => site_id))
  const bySite = (await hoursOfSites(db, since)).filter(({ source_id }) => sites.has(source_id))
  return [...noticesFrom('site', bySite, now, upSince), ...noticesFrom('import', await hoursOfImports(db, since), now, upSince)]
}

function noticesFrom(
  source: DataStopped['source'],
  rows: readonly { readonly source_id: string; readonly hour_at: number }[],
  now: number,
  upSince: number,
): Notice<DataStopped>[] {
  return [...Map.groupBy(rows, row => row.source_id)].flatMap(([source_id, hours]) => {
    const silence = silenceOf(
      hours.map(({ hour_at }) => hour_at),
      now,
      upSince,
    )
    if (!silence) return []
    const { due_at, ...told } = silence
    const alert_key = `data.stopped ${source} ${source_id} ${silence.last_hour_at}`
    return [{ alert_key, happened_at: due_at, facts: { kind: 'data.stopped', source, source_id, ...told } }]
  })
}
