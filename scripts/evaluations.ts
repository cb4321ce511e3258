/** Judges the models beside a server: in a process of its own and behind everybody else, since it computes for minutes. */
import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'

export interface Evaluations {
  /** Starts one unless one is under way. */
  start(): void
  /** Ends the one that is under way; it has written nothing. */
  stop(): void
}

/** @param report  told of an evaluation that failed, with what it said */
export function evaluationsOf(databaseUrl: string, report: (error: unknown, requestId: string) => void): Evaluations {
  let stopRunning: (() => void) | null = null
  return {
    start() {
      stopRunning ??= evaluateApart(databaseUrl, failure => {
        stopRunning = null
        if (failure !== null) report(new Error(`evaluate: ${failure}`), 'evaluate')
      })
    },
    stop: () => stopRunning?.(),
  }
}

const LEAST_URGENT = 19

function evaluateApart(databaseUrl: string, ended: (failure: string | null) => void): () => void {
  const args = [commandLine(), 'evaluate', '--json']
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (child.pid !== undefined) setPriority(child.pid, LEAST_URGENT)
  let isStopped = false
  let said = ''
  child.stderr.on('data', piece => {
    said = (said + piece).slice(-MOST_SAID)
  })
  child.once('error', error => ended(error.message))
  child.once('close', code => ended(code === 0 || isStopped ? null : said.trim() || `exit ${code}`))
  return () => {
    isStopped = true
    child.kill()
  }
}

const MOST_SAID = 2000

/** This module is bundled into dist/cli.js. */
const commandLine = () => fileURLToPath(new URL('../scripts/tributary.mjs', import.meta.url))
