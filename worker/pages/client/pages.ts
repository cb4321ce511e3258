/** What runs in the pages of the dashboard. Everything works without it; it only saves clicks. */

import { submitOnChange } from './choices.ts'
import { offerCopying } from './copy.ts'
import { keepFeedFresh } from './feed.ts'
import { keepFile } from './keep-file.ts'
import { suggestWhileTyping } from './suggest.ts'
import { offerThemes } from './theme.ts'
import { walkJourney } from './walk-journey.ts'

submitOnChange()
offerCopying()
offerThemes()
suggestWhileTyping()
keepFeedFresh()
keepFile()
walkJourney()
