/** What pages call the stages of money. A stage of the workspace's own goes by its name. */
export interface StageWords {
  /** Of the money: `Revenue by channel`. */
  readonly title: string
  /** Of the deals, as a page's title. */
  readonly deals: string
  /** Of a column of dates. */
  readonly date: string
  /** After a number of deals: `2 deals were won`. */
  readonly did: (deals: number) => string
}

export function stageWords(stage: string): StageWords {
  switch (stage) {
    case 'won':
      return { title: 'Revenue', deals: 'Deals won', date: 'Won', did: deals => (deals === 1 ? 'was won' : 'were won') }
    case 'opportunity':
      return { title: 'Pipeline', deals: 'Deals in the pipeline', date: 'Opportunity', did: () => 'became an opportunity' }
    case 'lead':
      return { title: 'Leads', deals: 'Deals by lead', date: 'Lead', did: () => 'had their lead' }
    default: {
      const name = stage.length <= 4 ? stage.toUpperCase() : stage.charAt(0).toUpperCase() + stage.slice(1).replaceAll('_', ' ')
      return { title: name, deals: `Deals that reached ${name}`, date: name, did: () => `reached ${name}` }
    }
  }
}
