/** The server in a process of its own, for tests that end it with a signal. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

export interface ServerProcess {
  readonly url: string
  readonly child: ChildProcess
  /** Sends the signal and waits for the end. @returns the exit code, null after SIGKILL */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
}

/** Bundles test/worker/node-server.ts into the folder. @returns the script */
export async function buildServer(folder: string): Promise<string> {
  const outfile = join(folder, 'node-server.mjs')
  await build({
    entryPoints: ['test/worker/node-server.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    external: ['better-sqlite3', 'pg-native'],
    banner: { js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);" },
    logLevel: 'error',
  })
  // The native package is found from where the script stands.
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return outfile
}

export async function startServer(script: string, databaseUrl: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [script, databaseUrl], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const [line] = await Promise.race([
    once(child.stdout!, 'data'),
    ended.then(() => {
      throw new Error('the server ended before it listened')
    }),
  ])
  return {
    url: `http://127.0.0.1:${String(line).trim()}`,
    child,
    async end(signal) {
      child.kill(signal)
      const [code] = await ended
      return code
    },
  }
}
