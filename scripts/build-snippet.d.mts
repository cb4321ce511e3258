/** The types of build-snippet.mjs, which must run on plain Node before anything is built. */
export interface BuiltSnippet {
  readonly source: string
  /** Names the version in `/t.<hash>.js`. */
  readonly hash: string
  /** For `<script integrity>`. */
  readonly integrity: string
}

export type BuildName = 'core' | 'standard' | 'full'

export interface Size {
  readonly raw: number
  readonly gzip: number
  readonly brotli: number
}

export const builds: Readonly<Record<BuildName, string>>
export function buildSnippet(name?: BuildName): Promise<BuiltSnippet>
export function buildModule(): Promise<string>
export function writeSnippet(folder?: string): Promise<BuiltSnippet>
export function sizeOf(source: string): Size
