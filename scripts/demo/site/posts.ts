/** Nordkai's blog: twelve posts in three topics. */

export type Topic = 'Waiting time' | 'Yard and gate' | 'Carriers and data'

export interface Post {
  readonly slug: string
  readonly title: string
  readonly topic: Topic
  /** Before today; a post cannot be read before it was published. */
  readonly published_days_ago: number
  readonly lead: string
  readonly paragraphs: readonly string[]
}

/** Newest last. */
export const posts: readonly Post[] = [
  {
    slug: 'what-a-waiting-hour-costs',
    title: 'What one hour of waiting really costs',
    topic: 'Waiting time',
    published_days_ago: 402,
    lead: 'The invoice says 62 euros. The yard says something else.',
    paragraphs: [
      'Ask three people in a warehouse what a waiting lorry costs and you get three answers. The buyer names the detention rate of the contract. The shift lead names the two people who stand at door 14 with nothing to unload. The driver names the next stop, which is now tomorrow.',
      'All three are right, and only the first is on paper. When we added up a full month at five sites, the detention invoices were 31 per cent of the true cost. The rest was overtime, missed onward deliveries, and safety stock that existed only because arrivals could not be trusted.',
      'The useful number is not the cost of an hour. It is the cost of the second hour. The first is absorbed by slack that every shift has. The second pushes a break, the third a shift end. Put a price on each and you will see where a slot pays for itself.',
      'Start with one week, one gate, and a list with three columns: announced, arrived, docked. Nobody needs software for that. You need software when you want the third column to follow the first.',
    ],
  },
  {
    slug: 'first-five-minutes-at-the-gate',
    title: 'The first five minutes at the gate',
    topic: 'Yard and gate',
    published_days_ago: 371,
    lead: 'Most of a truck’s delay is decided before it has parked.',
    paragraphs: [
      'A driver stops at the barrier, gets out, and looks for a person. The person looks for a paper. The paper names an order number that the system does not know, because the supplier uses another one. Eight minutes are gone, and behind the truck there are now two more.',
      'We timed 1,900 check-ins. The median was six minutes and forty seconds; of these, four minutes were spent finding out who this is. Not what to unload, not where: who.',
      'A booked slot answers that question the day before. The gate needs a plate and a colour: green, you are expected, door 7; amber, you are early, bay 3; red, please call. Drivers like it because it is quick. Gatekeepers like it because it is quiet.',
      'Whatever you change next, change the gate first. Every minute saved there is saved for every truck in the queue behind.',
    ],
  },
  {
    slug: 'detention-is-a-planning-problem',
    title: 'Detention fees are a planning problem',
    topic: 'Waiting time',
    published_days_ago: 334,
    lead: 'You can negotiate the rate. It is cheaper to negotiate the hour.',
    paragraphs: [
      'Every spring somebody renegotiates detention. Free time goes from two hours to two and a half, the rate goes down by four euros, and in summer the bill is as high as before. The rate was never the problem.',
      'Look at when the hours fall. In most yards half of all detention comes from fewer than one in ten time windows: Monday six to nine, the day before a holiday, the last Friday of a quarter. These windows are known months ahead.',
      'So plan them. Give the windows fewer slots and a price, open the early afternoon, and let carriers choose. Nobody chooses to wait. They choose to wait because nobody has shown them the alternative.',
    ],
  },
  {
    slug: 'slots-carriers-like',
    title: 'Slots that carriers actually like',
    topic: 'Carriers and data',
    published_days_ago: 301,
    lead: 'A slot portal fails when it only moves the queue to a screen.',
    paragraphs: [
      'Carriers have seen many portals. Most ask for eleven fields and give nothing back: no confirmation for the driver, no change without a call, no reason when a booking is refused.',
      'A good slot is a promise in two directions. The carrier promises to come; the site promises to unload. If a truck arrives on time and waits for more than thirty minutes, the site should owe something, if only an explanation.',
      'Three habits make the difference. Let carriers move a slot themselves until two hours before. Tell the driver, not just the dispatcher. And publish your own punctuality next to theirs.',
      'Sites that do all three see booked arrivals go from 55 to more than 90 per cent in a quarter. Sites that only send a memo stay at 55.',
    ],
  },
  {
    slug: 'cross-docking-without-shouting',
    title: 'Cross-docking without shouting',
    topic: 'Yard and gate',
    published_days_ago: 252,
    lead: 'When inbound and outbound share a door, the loudest voice wins. It need not.',
    paragraphs: [
      'Cross-docking is planned in pairs: this trailer feeds that one. In practice one half of the pair is late, and someone walks the hall to find a door. The louder they are, the faster it goes, and the next pair is late instead.',
      'Treat the pair as the unit. When the inbound half moves by twenty minutes, its outbound half moves with it, and both drivers are told. The door plan then changes once rather than five times.',
      'This needs one thing that most halls do not have: a single list of doors with the next two hours on it, visible to everyone who can move a pallet. A screen at each end of the hall is enough.',
    ],
  },
  {
    slug: 'who-owns-the-truth',
    title: 'ERP, TMS, slots: who owns the truth?',
    topic: 'Carriers and data',
    published_days_ago: 228,
    lead: 'Three systems, three arrival times. Pick one for each question.',
    paragraphs: [
      'The ERP knows what was ordered and when it was wished for. The TMS knows what was loaded and when it left. The slot system knows when it will be unloaded. None of these times is wrong, and none of them is the arrival time.',
      'Trouble starts when each system copies the others’ times and calls them its own. Then a correction in one takes a night to reach the next, and the gate works with yesterday.',
      'We recommend one owner for each question. Quantity: ERP. Position: TMS. Door and time: slots. Every other system shows the owner’s answer and says how old it is.',
      'The interface is smaller than it sounds: five messages, all of them short. We publish ours, with examples, so that your IT can read them before anyone signs anything.',
    ],
  },
  {
    slug: 'the-monday-morning-queue',
    title: 'The Monday morning queue, and how to dissolve it',
    topic: 'Waiting time',
    published_days_ago: 197,
    lead: 'Forty trucks at six, four at two. It is the same forty-four every week.',
    paragraphs: [
      'The Monday queue has a simple cause. Everything that was ordered on Thursday and Friday arrives at the first minute anyone can receive it. Carriers queue at five because those who come at seven wait until noon.',
      'Opening earlier does not help: the queue starts earlier. What helps is to make the afternoon worth something. Guarantee thirty minutes from gate to door after one o’clock, and keep the promise for six weeks.',
      'One beverage site moved 38 per cent of its Monday arrivals that way without changing a contract. The drivers told each other.',
      'Measure it by the longest wait, not by the average. An average hides the queue; a driver never does.',
    ],
  },
  {
    slug: 'cold-chain-dock-times',
    title: 'Cold chain: dock times belong on the temperature record',
    topic: 'Yard and gate',
    published_days_ago: 152,
    lead: 'A sensor knows that it got warm. Only the dock knows why.',
    paragraphs: [
      'When a chilled load is refused, the discussion starts with a curve. It shows a rise between 9:40 and 10:25, and both sides say that the other one did it. The record that would settle it, door open, door closed, is on a clipboard in the office.',
      'Put the dock’s times beside the curve and most disputes end in a minute. They also stop happening: when crews see how long a door stands open, they close it.',
      'Auditors like it as well. A temperature excursion with a cause is an incident. Without a cause it is a finding.',
    ],
  },
  {
    slug: 'the-shipping-notice-in-plain-words',
    title: 'The advance shipping notice in plain words',
    topic: 'Carriers and data',
    published_days_ago: 111,
    lead: 'It is a letter that says: this is what is coming, and this is how it is packed.',
    paragraphs: [
      'An advance shipping notice is often introduced as a message type with 40 segments. It is easier to think of it as a letter from the packer to the unloader. What is in it? On how many pallets? Can they be stacked? When did it leave?',
      'Four answers are enough to plan a door, a crew and a storage place. The other 36 segments can wait. Suppliers who cannot send the message can type four answers into a form.',
      'Check the answers when you unload, and send the result back. A supplier who learns that every seventh pallet was announced wrongly will fix it; one who is merely told to improve data quality will not.',
    ],
  },
  {
    slug: 'measure-turnaround-in-a-week',
    title: 'Measure turnaround in one week, with a clipboard',
    topic: 'Waiting time',
    published_days_ago: 86,
    lead: 'Before you buy anything, ours included, find out what you have.',
    paragraphs: [
      'Print a page with six columns: plate, announced, gate in, door, unloaded, gate out. Give it to the gate and to each shift lead. Do this for five working days and change nothing else.',
      'On the weekend, type it in. Look at three numbers: the share of trucks that were announced at all, the median from gate to door, and the longest wait of each day. The third will surprise you.',
      'Then ask one question for each of the five longest waits: what would we have had to know the day before? Write the answers down. That list is your requirements document, and it is better than the one in the tender.',
      'We have made the page for you: the dock checklist has it on the back.',
    ],
  },
  {
    slug: 'draw-your-yard-on-one-page',
    title: 'Draw your yard on one page',
    topic: 'Yard and gate',
    published_days_ago: 44,
    lead: 'If it does not fit on one page, drivers do not find it either.',
    paragraphs: [
      'Take a sheet, draw the gate at the bottom, and draw only what a driver needs: the way in, the waiting bays with numbers, the doors with numbers, the way out, and the one place where a person can be asked.',
      'Now walk it with somebody who has never been there. Wherever they stop, a sign is missing or the drawing is wrong. You will find two or three places. They are the same where drivers stop.',
      'The page then goes into the booking confirmation. It costs nothing, and in our data it takes a minute and a half off each first visit.',
    ],
  },
  {
    slug: 'a-carrier-scorecard-that-is-fair',
    title: 'A carrier scorecard that is fair',
    topic: 'Carriers and data',
    published_days_ago: 24,
    lead: 'Punctuality is measured at the gate. Delay is often made behind it.',
    paragraphs: [
      'A scorecard that counts late trucks punishes whoever serves the busiest hour. Two rules make it fair: count from the booked slot, not from the wished one, and leave out every truck that was late because the one before it was still at the door.',
      'The second rule needs both times, arrival and docking, for all trucks. With slots you have them. Without, leave the scorecard alone; it will cost you a good carrier.',
      'Show each carrier its own line and the median of all others, nothing more. Nobody likes to be below the line, and nobody needs to be told twice.',
      'And add one line for yourself: how often did we unload on time? Carriers read that one first.',
    ],
  },
]
