/**
 * The script that a company puts on its pages. This file is the table of contents; options.ts
 * lists the attributes of the script tag, wire.ts what is sent.
 */
import { watchEmbeds } from './embeds.ts'
import { watchEngagement } from './engage.ts'
import { watchForms } from './forms.ts'
import { before, run, runWaitingCalls } from './global.ts'
import { arrive } from './linker.ts'
import { watchLinks } from './links.ts'
import { on, safely } from './on.ts'
import { isMuted, options } from './options.ts'
import { watchPages } from './page.ts'
import { isPrivate } from './record.ts'
import { flush, restoreQueue } from './send.ts'
import { forgetVisitor } from './visitor.ts'

safely(() => {
  if (before?.v !== 1) {
    window.tributary = Object.assign(run, { v: 1 as const })
    if (!isMuted) {
      if (isPrivate) forgetVisitor()
      if (BUILD !== 'core') restoreQueue()
      watchPages(BUILD === 'full' ? arrive() : location.href)
      if (BUILD !== 'core') {
        watchEngagement()
        watchLinks()
        if (options.forms !== 'off') {
          watchForms()
          if (BUILD === 'full') watchEmbeds()
        }
      }
      on('online', flush)
      // Last, since what waits there may be anything.
      runWaitingCalls()
    }
  }
})()
