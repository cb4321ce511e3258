/** Every preset. A vendor's column is added in the vendor's file, as one name of a list. */
import { dynamics } from './presets/dynamics.ts'
import { googleAds } from './presets/google-ads.ts'
import { hubspot } from './presets/hubspot.ts'
import { linkedin } from './presets/linkedin.ts'
import { meta } from './presets/meta.ts'
import { microsoft } from './presets/microsoft.ts'
import { pipedrive } from './presets/pipedrive.ts'
import type { Preset } from './presets/preset.ts'
import { salesforce } from './presets/salesforce.ts'
import { zoho } from './presets/zoho.ts'

export const presets: readonly Preset[] = [hubspot, salesforce, pipedrive, dynamics, zoho, googleAds, linkedin, meta, microsoft]

export const presetNamed = (name: string): Preset | undefined => presets.find(preset => preset.name === name)
