/** The pages of Nordkai's site, without their frame. */
import { nordkai, partnerPage } from '../nordkai.ts'
import { Card, PostList, StoryCard } from './cards.tsx'
import { type Download, downloads } from './catalog.ts'
import { DoorPlan } from './door-plan.tsx'
import { type Post, posts, type Topic } from './posts.ts'
import { type CustomerStory, stories } from './stories.ts'

export const Home = () => (
  <>
    <section class="hero">
      <div>
        <h1>{nordkai.promise}.</h1>
        <p class="lead">
          Carriers book a slot, the gate knows who comes, and the shift lead sees the next two hours. {nordkai.product} is dock
          scheduling for warehouses with nine doors or ninety.
        </p>
        <p>
          <a class="button" href="/demo">
            Ask for a demo
          </a>{' '}
          &nbsp; <a href="/resources/cost-of-waiting">What does waiting cost you?</a>
        </p>
      </div>
      <DoorPlan />
    </section>
    <div class="grid">
      {stories.map(story => (
        <StoryCard story={story} />
      ))}
    </div>
    <section class="band">
      <h2>From the blog</h2>
      <PostList posts={posts.slice(-3).reverse()} />
    </section>
  </>
)

export const Product = () => (
  <>
    <h1>{nordkai.product}</h1>
    <p class="lead">One list of doors, one truth about arrivals, for everyone from the carrier to the crew.</p>
    <div class="grid">
      <Card title="Booking that carriers like">
        Four fields, an answer at once, and a slot that the carrier can move until two hours before. The driver gets the yard on
        one page.
      </Card>
      <Card title="A gate that knows">
        A plate and a colour: green, door 7. Amber, bay 3. Red, please call. Check-in takes under a minute.
      </Card>
      <Card title="Two hours ahead">
        Doors, crews and pairs for cross-docking on one screen. When one half moves, the other moves with it.
      </Card>
      <Card title="Five messages">
        ERP and TMS stay in charge of what they know. See the <a href="/security">interface</a>, or how{' '}
        <a href={partnerPage}>Tourplan</a> uses it.
      </Card>
    </div>
    <p>
      <a class="button" href="/pricing">
        See prices
      </a>
    </p>
  </>
)

export const Pricing = () => (
  <>
    <h1>Prices</h1>
    <p class="lead">Per site and month. All carriers, all users, all doors.</p>
    <table>
      <thead>
        <tr>
          <th>What</th>
          <th class="number">EUR</th>
          <th class="number">USD</th>
          <th class="number">JPY</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td>{nordkai.product}, a site and month, billed by the year</td>
          <td class="number">660</td>
          <td class="number">720</td>
          <td class="number">110,000</td>
        </tr>
        <tr>
          <td>Onboarding, once: gate, doors and the first twelve carriers</td>
          <td class="number">2,400</td>
          <td class="number">2,900</td>
          <td class="number">380,000</td>
        </tr>
      </tbody>
    </table>
    <p>
      Five sites or more: talk to us. <a href="/demo">Ask for a demo</a> or read{' '}
      <a href="/blog/what-a-waiting-hour-costs">what one hour of waiting costs</a>.
    </p>
  </>
)

export const Security = () => (
  <article>
    <h1>Security and integration</h1>
    <p>
      Hosted in the European Union or the United States, encrypted at rest and in transit, restored once a month to see that it
      can be. Single sign-on, five roles, and a name on every change of a slot.
    </p>
    <p>
      The interface has five messages of fewer than twenty fields each. Your IT finds them all in the{' '}
      <a href="/resources/security-overview">overview</a>.
    </p>
  </article>
)

const topics: readonly Topic[] = ['Waiting time', 'Yard and gate', 'Carriers and data']

export const Blog = () => (
  <>
    <h1>Blog</h1>
    {topics.map(topic => (
      <section class="band">
        <h2>{topic}</h2>
        <PostList posts={posts.filter(post => post.topic === topic).reverse()} />
      </section>
    ))}
  </>
)

export const PostPage = ({ post }: { post: Post }) => {
  const next = posts[(posts.indexOf(post) + 1) % posts.length]
  return (
    <article>
      <p class="tag">{post.topic}</p>
      <h1>{post.title}</h1>
      <p class="lead">{post.lead}</p>
      {post.paragraphs.map(paragraph => (
        <p>{paragraph}</p>
      ))}
      {next && (
        <p>
          Next: <a href={`/blog/${next.slug}`}>{next.title}</a>
        </p>
      )}
    </article>
  )
}

export const Customers = () => (
  <>
    <h1>Customers</h1>
    <div class="grid">
      {stories.map(story => (
        <StoryCard story={story} />
      ))}
    </div>
  </>
)

export const StoryPage = ({ story }: { story: CustomerStory }) => (
  <article>
    <p class="tag">{story.company}</p>
    <h1>{story.title}</h1>
    <p class="figure">{story.figure}</p>
    <p class="lead">{story.figure_means}</p>
    {story.paragraphs.map(paragraph => (
      <p>{paragraph}</p>
    ))}
    <p>
      <a class="button" href="/demo">
        Ask for a demo
      </a>
    </p>
  </article>
)

export const Resources = () => (
  <>
    <h1>Resources</h1>
    <div class="grid">
      {downloads.map(download => (
        <Card title={download.title}>
          {download.lead} <a href={addressOfDownload(download)}>{download.form ? 'Get it' : 'Download (PDF)'}</a>
        </Card>
      ))}
    </div>
  </>
)

export const NotHere = () => (
  <article>
    <h1>Nothing at this door</h1>
    <p>
      The page is not here. <a href="/">Back to the gate</a>
    </p>
  </article>
)

const addressOfDownload = ({ file, form }: Download) =>
  form === 'waiting-report'
    ? '/resources/cost-of-waiting'
    : form === 'security-overview'
      ? '/resources/security-overview'
      : `/files/${file}`
