/**
 * The script that a company puts on its pages. This file is the table of contents; options.ts
 * lists the attributes of the script tag, wire.ts what is sent.
 */
import { watchEmbeds } from './embeds.ts'
import { watchEngagement } from './engage.ts'
import { watchForms } from './forms.ts'
import { installGlobal, isInstalled } from './global.ts'
import { arrive } from './linker.ts'
import { watchLinks } from './links.ts'
import { on, safely } from './on.ts'
import { isMuted, option } from './options.ts'
import { leavePage, watchPages } from './page.ts'
import { isPrivate } from './record.ts'
import { flush } from './send.ts'
import { forgetVisitor } from './visitor.ts'

safely(() => {
  if (isInstalled()) return
  const runWaitingCalls = installGlobal(isMuted)
  if (isMuted) return

  if (isPrivate) forgetVisitor()
  if (BUILD === 'full') arrive()
  if (BUILD !== 'core') watchEngagement()
  watchPages()
  if (BUILD !== 'core') {
    watchLinks()
    if (option('forms') !== 'off') {
      watchForms()
      if (BUILD === 'full') watchEmbeds()
    }
  }

  // Never `unload`: phones do not fire it, and it keeps a page out of the back/forward cache.
  on('visibilitychange pagehide', event => {
    if (event.type === 'pagehide' || document.hidden) {
      leavePage()
      flush(true)
    }
  })
  on('online', () => flush())
  // Last, since what waits there may be anything: an element with the id `tributary` has the name, too.
  runWaitingCalls()
})()
