/** What several pages show: cards and lists of posts. */
import type { Child } from 'hono/jsx'
import type { Post } from './posts.ts'
import type { CustomerStory } from './stories.ts'

export const Card = ({ title, children }: { title: string; children: Child }) => (
  <section class="card">
    <h2>{title}</h2>
    <p>{children}</p>
  </section>
)

export const StoryCard = ({ story }: { story: CustomerStory }) => (
  <section class="card">
    <p class="tag">{story.company}</p>
    <p class="figure">{story.figure}</p>
    <p>{story.figure_means}</p>
    <p>
      <a href={`/customers/${story.slug}`}>Read how</a>
    </p>
  </section>
)

export const PostList = ({ posts: listed }: { posts: readonly Post[] }) => (
  <ul>
    {listed.map(post => (
      <li>
        <a href={`/blog/${post.slug}`}>{post.title}</a>
      </li>
    ))}
  </ul>
)
