/**
 * Measures on this machine, each figure beside its floor, measured in the same run.
 *
 *   npm run bench                 everything
 *   npm run bench -- ingest       one of: ingest, job, incremental, long-journey, data-driven
 *   npm run bench -- --json       for programs
 */
import { pathToFileURL } from 'node:url'
import { buildBench, buildIfStale } from './build.mjs'

await buildIfStale()
const { runBench } = await import(pathToFileURL(await buildBench()).href)
await runBench(process.argv.slice(2))
