/** Drawn in the colour of the text around them. The words stand beside them, so they say nothing to a screen reader. */
import type { Child } from 'hono/jsx'

export const ChannelsIcon = () => (
  <Icon>
    <path d="M3 5h9M3 10h14M3 15h5" />
  </Icon>
)

export const AccountsIcon = () => (
  <Icon>
    <path d="M4 17V4.5L11 3v14M11 8h5v9M2.5 17h15M7 7.5h1M7 10.500h1M7 13.500h1M13.500 11h.500M13.500 14h.500" />
  </Icon>
)

export const DealsIcon = () => (
  <Icon>
    <path d="M5 2.500h10v15l-2.500-1.500L10 17.500 7.500 16 5 17.500zM8 7h4M8 10.500h4" />
  </Icon>
)

/** Two links of a chain. */
export const LinksIcon = () => (
  <Icon>
    <path d="M8.500 11.500a3 3 0 0 0 4.300 0l3-3a3 3 0 0 0-4.300-4.300l-1 1M11.500 8.500a3 3 0 0 0-4.300 0l-3 3a3 3 0 0 0 4.300 4.300l1-1" />
  </Icon>
)

/** A bell. */
export const AlertsIcon = () => (
  <Icon>
    <path d="M4 14.500h12c-1.500-1.500-1.500-3-1.500-5.500a4.500 4.500 0 0 0-9 0c0 2.500 0 4-1.500 5.500zM8.500 17h3M10 2.500v2" />
  </Icon>
)

/** One way parts into two. */
export const ReviewIcon = () => (
  <Icon>
    <path d="M10 17.500v-6M10 11.500C10 8 5 9 5 4M10 11.500c0-3.500 5-2.500 5-7.500M3 6l2-2.500L7 6M13 6l2-2.500L17 6" />
  </Icon>
)

/** Two pans in balance. */
export const ReconcileIcon = () => (
  <Icon>
    <path d="M10 3v14M6.500 17h7M3.500 6h13M3.500 6 1.500 11.500a2.200 2.200 0 0 0 4 0zM16.500 6l-2 5.500a2.200 2.200 0 0 0 4 0z" />
  </Icon>
)

export const InstallIcon = () => (
  <Icon>
    <path d="m7 6-4 4 4 4M13 6l4 4-4 4M11 4.500 9 15.500" />
  </Icon>
)

/** What was, and what is. */
export const RunsIcon = () => (
  <Icon>
    <path d="M3 6.500h11M11 3.500l3 3-3 3M17 13.500H6M9 10.500l-3 3 3 3" />
  </Icon>
)

/** What comes in, and where it is kept. */
export const CollectionIcon = () => (
  <Icon>
    <path d="M10 2.500v7M7 7l3 3 3-3M3 11.500h4l1 2h4l1-2h4v5H3z" />
  </Icon>
)

export const ModelsIcon = () => (
  <Icon>
    <path d="M3 16.500c5 0 4-12 7-12s2 12 7 12M3 16.500h14" />
  </Icon>
)

export const ImportIcon = () => (
  <Icon>
    <path d="M10 3v9M6.500 8.500 10 12l3.500-3.500M3.500 13v3.500h13V13" />
  </Icon>
)

export const SettingsIcon = () => (
  <Icon>
    <path d="M3 6h7M14 6h3M3 14h3M10 14h7" />
    <circle cx="12" cy="6" r="2" />
    <circle cx="8" cy="14" r="2" />
  </Icon>
)

export const ThemeIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="6.500" />
    <path d="M10 3.500v13a6.500 6.500 0 0 0 0-13z" fill="currentColor" />
  </Icon>
)

/** Three streams that become one. */
export const BrandMark = () => (
  <svg width="22" height="22" viewBox="0 0 22 22" fill="none" stroke="currentColor" stroke-width="2.2" aria-hidden="true">
    <path d="M2 4c6 0 6 7 11 7h7M2 11h11M2 18c6 0 6-7 11-7" stroke-linecap="round" />
  </svg>
)

const Icon = ({ children }: { children?: Child }) => (
  <svg
    width="20"
    height="20"
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
)
