/** The command line as its user runs it: `tributary …` in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../scripts/tributary.mjs', import.meta.url))

export interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs a command to its end. @param databaseUrl  the store */
export function tributary(databaseUrl: string, ...args: readonly string[]): Promise<Outcome> {
  const child = start(databaseUrl, args)
  let out = ''
  let err = ''
  child.stdout?.on('data', piece => (out += piece))
  child.stderr?.on('data', piece => (err += piece))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, out, err }))
  })
}

/** The command's JSON. @throws Error with what the command said when it fails */
export async function tributaryJson<T>(databaseUrl: string, ...args: readonly string[]): Promise<T> {
  const { code, out, err } = await tributary(databaseUrl, ...args, '--json')
  if (code !== 0) throw new Error(`tributary ${args.join(' ')} exited with ${code}: ${err}`)
  return JSON.parse(out)
}

/** What `export … --format ndjson` prints, a row each. */
export async function exported<Row>(databaseUrl: string, dataset: string, ...args: readonly string[]): Promise<Row[]> {
  const { code, out, err } = await tributary(databaseUrl, 'export', dataset, '--format', 'ndjson', ...args)
  if (code !== 0) throw new Error(`export ${dataset} exited with ${code}: ${err}`)
  return out
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}

/** A running `serve`; `stop` asks it to end and waits for that. */
export async function serving(
  databaseUrl: string,
  ...args: readonly string[]
): Promise<{ url: string; child: ChildProcess; stop(): Promise<number | null> }> {
  const child = start(databaseUrl, ['serve', '--port', '0', ...args])
  let err = ''
  child.stderr?.on('data', piece => (err += piece))
  const exit = new Promise<number | null>(resolve => child.on('exit', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    child.on('exit', code => reject(new Error(`serve exited with ${code}: ${err}`)))
    if (child.stdout) {
      createInterface(child.stdout).on('line', line => {
        const found = /http:\/\/\S+:\d+/.exec(line)
        if (found) resolve(found[0])
      })
    }
  })
  return {
    url,
    child,
    stop() {
      child.kill('SIGTERM')
      return exit
    },
  }
}

const start = (databaseUrl: string, args: readonly string[]) =>
  spawn(process.execPath, [program, ...args], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
