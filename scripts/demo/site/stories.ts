/** Customer stories on Nordkai's site. */

export interface CustomerStory {
  readonly slug: string
  readonly company: string
  readonly title: string
  readonly figure: string
  readonly figure_means: string
  readonly paragraphs: readonly string[]
}

export const stories: readonly CustomerStory[] = [
  {
    slug: 'fehnkamp-stahl',
    company: 'Fehnkamp Stahl',
    title: 'Fehnkamp Stahl: from 3 h 10 to 48 minutes',
    figure: '48 min',
    figure_means: 'from gate to gate, median, was 3 h 10',
    paragraphs: [
      'Coils are heavy and cranes are few. At Fehnkamp, each of the two cranes served whoever stood under it first, and on some mornings the queue reached the public road.',
      'Slots are now cut by crane and by coil weight. A carrier sees only the hours in which the right crane is free. The works council asked for one rule, no slot during the shift change, and it was the rule that helped most.',
      '“We did not get faster. We stopped starting everything at six,” says the yard manager.',
    ],
  },
  {
    slug: 'quellbach-mineralbrunnen',
    company: 'Quellbach Mineralbrunnen',
    title: 'Quellbach: 38 per cent of Monday moved to the afternoon',
    figure: '38 %',
    figure_means: 'of Monday arrivals moved after one o’clock',
    paragraphs: [
      'Summer means pallets of empties in and pallets of water out, all on Monday. Quellbach promised thirty minutes from gate to door after one o’clock, and kept the promise for six weeks.',
      'After that nobody had to be persuaded. Hauliers changed their tours on their own, and overtime in July fell by more than half.',
    ],
  },
  {
    slug: 'tallow-creek-paper',
    company: 'Tallow Creek Paper',
    title: 'Tallow Creek Paper: one portal for 140 carriers',
    figure: '93 %',
    figure_means: 'of arrivals booked after eleven weeks',
    paragraphs: [
      'A mill in the woods is no place to wait overnight. Tallow Creek had 140 carriers, four telephone numbers and a whiteboard.',
      'The rollout began with the twelve carriers that bring half of the trucks. They moved their own slots from the first day; the others followed when the whiteboard was taken down.',
    ],
  },
]
