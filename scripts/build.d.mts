/** The types of build.mjs, which must run on plain Node before anything is built. */
export function buildIfStale(): Promise<{ readonly cli: string }>
export function buildBench(): Promise<string>
export function buildPackage(): Promise<void>
