/** The findings of the audit of campaign tagging as a file. Pure. */
import { csvHeader, csvLine } from '../export/csv.ts'
import { given } from '../export/dataset.ts'
import type { Finding } from '../insight/tagging.ts'

const columns = given('finding name channel source visits:integer spend_minor:integer currency clicks:integer likely examples')

/** One row a finding, in the order of the page; several likely names or examples are separated by blanks. */
export const findingsCsv = (findings: readonly Finding[], currency: string): string =>
  csvHeader(columns) +
  findings
    .map(({ kind, base_minor, likely, examples, ...finding }) =>
      csvLine(
        { ...finding, finding: kind, spend_minor: base_minor, currency, likely: likely.join(' '), examples: examples.join(' ') },
        columns,
      ),
    )
    .join('')
