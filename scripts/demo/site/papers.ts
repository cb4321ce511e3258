/** What stands in the files that Nordkai's site offers. */

export interface Paper {
  readonly file: string
  readonly title: string
  readonly subtitle: string
  readonly sections: readonly { readonly heading: string; readonly paragraphs: readonly string[] }[]
}

export const papers: readonly Paper[] = [
  {
    file: 'dock-checklist.pdf',
    title: 'The dock checklist',
    subtitle: 'One week, one gate, six columns. No software needed.',
    sections: [
      {
        heading: 'Write down for every truck',
        paragraphs: [
          '1. Plate or carrier.   2. Announced for (or: not announced).   3. Gate in.   4. At the door.   5. Unloaded.   6. Gate out.',
          'Use one clock. If the gate and the hall have two, set them by the same telephone on Monday at six.',
          'Do not change anything during the week. You want to see what happens when nobody is looking.',
        ],
      },
      {
        heading: 'Read from it on Saturday',
        paragraphs: [
          'Share of trucks that were announced. Below 60 per cent, start with announcements and leave the doors alone.',
          'Median from gate to door. Above 45 minutes, the queue is made behind the gate, not in front of it.',
          'The longest wait of each day. Ask of each: what would we have had to know the day before?',
        ],
      },
    ],
  },
  {
    file: 'cost-of-waiting-report.pdf',
    title: 'The cost of waiting',
    subtitle: 'Five sites, one month, 1,900 trucks',
    sections: [
      {
        heading: 'What we counted',
        paragraphs: [
          'Five warehouses, two of them chilled, between nine and forty doors. Every truck of one month, from the barrier and back to it. Detention invoices, overtime slips, and missed onward deliveries were added from the books.',
        ],
      },
      {
        heading: 'What we found',
        paragraphs: [
          'Detention invoices were 31 per cent of the cost. Overtime was 42 per cent, missed onward deliveries 19, the rest was safety stock.',
          'The first hour of waiting costs little: every shift has slack. The second costs four times as much, since it moves breaks and shift ends.',
          'Half of all waiting fell into fewer than one in ten time windows. All of these windows were known a month ahead.',
        ],
      },
      {
        heading: 'What it means',
        paragraphs: [
          'Count second hours, not hours. A site with 60 trucks a day and eight second hours loses about 190,000 euros a year by our figures; yours will differ, and the checklist tells you how to find it.',
        ],
      },
    ],
  },
  {
    file: 'security-and-integration.pdf',
    title: 'Security and integration',
    subtitle: 'What your IT will ask about Nordkai Slot',
    sections: [
      {
        heading: 'Hosting and access',
        paragraphs: [
          'Two data centres in the European Union, one in the United States for customers who wish so. Encrypted at rest and in transit. Daily backups, restored once a month to see that they can be.',
          'Single sign-on by SAML or OpenID Connect. Five roles: gate, shift lead, planner, carrier, administrator. Every change of a slot names who made it.',
        ],
      },
      {
        heading: 'The interface: five messages',
        paragraphs: [
          'Order expected (in). Shipping notice (in). Slot booked, moved or cancelled (out). Arrival and docking (out). Unloaded (out).',
          'Each message is JSON of fewer than twenty fields, signed, repeated until it is acknowledged, and harmless when it comes twice.',
        ],
      },
    ],
  },
]
