import { defineCommand } from 'citty'
import { migrate, readMigrations } from '../../db/migrate.ts'
import { connect, DEFAULT_DATABASE_URL } from '../../db/open.ts'
import { print } from '../store.ts'

export const migrateCommand = defineCommand({
  meta: { name: 'migrate', description: 'Bring the schema of the store up to date. Every other command does so by itself.' },
  args: { json: { type: 'boolean', description: 'print JSON' } },
  async run({ args }) {
    const db = await connect(process.env.DATABASE_URL || DEFAULT_DATABASE_URL)
    try {
      const applied = await migrate(db, readMigrations(), Date.now)
      print(args.json, { applied }, applied.length > 0 ? applied.map(name => `applied ${name}`) : ['the schema is up to date'])
    } finally {
      await db.close()
    }
  },
})
