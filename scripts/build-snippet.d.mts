/** The types of build-snippet.mjs, which must run on plain Node before anything is built. */
export interface BuiltSnippet {
  readonly source: string
  /** Names the version in `/t.<hash>.js`. */
  readonly hash: string
  /** For `<script integrity>`. */
  readonly integrity: string
}

export function buildSnippet(): Promise<BuiltSnippet>
export function writeSnippet(folder?: string): Promise<BuiltSnippet>
export function sizeOf(source: string): { raw: number; gzip: number; brotli: number }
