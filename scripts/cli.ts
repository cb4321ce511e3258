/** The command line: `tributary COMMAND …`. One file per command in commands/; exit 0 done, 1 failed, 2 misuse. */
import { type ArgsDef, type CommandDef, defineCommand, renderUsage, runCommand, type SubCommandsDef } from 'citty'
import { attributeCommand } from './commands/attribute.ts'
import { demoCommand } from './commands/demo.ts'
import { diffCommand } from './commands/diff.ts'
import { doctorCommand } from './commands/doctor.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { keyCommand } from './commands/key.ts'
import { linkCommand } from './commands/link.ts'
import { mergeCommand, unlinkCommand, unmergeCommand } from './commands/merge.ts'
import { migrateCommand } from './commands/migrate.ts'
import { modelCommand } from './commands/model.ts'
import { receiptCommand } from './commands/receipt.ts'
import { reconcileCommand } from './commands/reconcile.ts'
import { replayCommand } from './commands/replay.ts'
import { runsCommand } from './commands/runs.ts'
import { serveCommand } from './commands/serve.ts'
import { settingsCommand } from './commands/settings.ts'
import { siteCommand } from './commands/site.ts'
import { Misuse } from './store.ts'

const commands: SubCommandsDef = {
  serve: serveCommand,
  demo: demoCommand,
  migrate: migrateCommand,
  doctor: doctorCommand,
  site: siteCommand,
  import: importCommand,
  attribute: attributeCommand,
  receipt: receiptCommand,
  link: linkCommand,
  merge: mergeCommand,
  unmerge: unmergeCommand,
  unlink: unlinkCommand,
  reconcile: reconcileCommand,
  replay: replayCommand,
  runs: runsCommand,
  diff: diffCommand,
  evaluate: evaluateCommand,
  export: exportCommand,
  settings: settingsCommand,
  model: modelCommand,
  key: keyCommand,
}

const tributary = defineCommand({
  meta: {
    name: 'tributary',
    description:
      'Which touches made this deal? Every command takes --db URL (sqlite:PATH or postgres://…) in place of DATABASE_URL.',
  },
  subCommands: commands,
})

// Whoever reads our output may have seen enough: `tributary export … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

try {
  await main(takeDatabaseUrl(process.argv.slice(2)))
} catch (error) {
  const isMisuse = error instanceof Misuse || (error instanceof Error && error.name === 'CLIError')
  process.exitCode = isMisuse ? 2 : 1
  console.error(`tributary: ${error instanceof Error ? error.message : error}`)
  if (process.env.DEBUG && !isMisuse) console.error(error)
}

async function main(args: readonly string[]): Promise<void> {
  const [name = '', ...rest] = args
  if (name === '--version') return console.log(process.env.TRIBUTARY_VERSION)
  const command: CommandDef | undefined = await resolved(commands[name])
  if (args.length === 0 || name === '--help' || name === '-h') return console.log(await renderUsage(tributary))
  if (!command) throw new Misuse(`there is no command ${name}; tributary --help lists them`)
  if (rest.includes('--help') || rest.includes('-h')) return console.log(await renderUsage(command, tributary))
  await refuseUnknownOptions(command, rest)
  await runCommand(tributary, { rawArgs: [...args] })
}

/** `--db URL` may stand anywhere; it is DATABASE_URL for this one call. */
function takeDatabaseUrl(args: readonly string[]): string[] {
  const at = args.findIndex(arg => arg === '--db' || arg.startsWith('--db='))
  if (at < 0) return [...args]
  const isJoined = args[at]?.startsWith('--db=')
  const url = isJoined ? args[at]?.slice('--db='.length) : args[at + 1]
  if (!url) throw new Misuse('--db needs a URL: sqlite:PATH or postgres://…')
  process.env.DATABASE_URL = url
  return args.toSpliced(at, isJoined ? 1 : 2)
}

/** A mistyped option that is silently ignored would do something else than was asked for. */
async function refuseUnknownOptions(command: CommandDef<ArgsDef>, args: readonly string[]): Promise<void> {
  const known = new Set((await optionsOf(command)).flatMap(name => [name, `no-${name}`]))
  const unknown = args
    .filter(arg => arg.startsWith('--') && arg !== '--')
    .find(arg => !known.has(arg.slice(2).split('=')[0] ?? ''))
  if (unknown) throw new Misuse(`unknown option ${unknown}`)
}

async function optionsOf(command: CommandDef<ArgsDef>): Promise<string[]> {
  const subCommands = Object.values((await resolved(command.subCommands)) ?? {})
  const below = await Promise.all(subCommands.map(async sub => optionsOf((await resolved(sub)) ?? {})))
  return [...Object.keys((await resolved(command.args)) ?? {}), ...below.flat()]
}

async function resolved<T>(value: T | Promise<T> | (() => T | Promise<T>)): Promise<T> {
  return value instanceof Function ? value() : value
}
