/** What a rejected event means to whoever installs the snippet, and how to mend it. */
import type { Reason } from '../errors.ts'

const words: Partial<Record<Reason, string>> = {
  unknown_write_key: 'No site has this key. Compare data-site with the key above.',
  origin_not_allowed:
    'The page lies on a domain that this site does not cover. Add the domain as a site of its own and use its key there.',
  timestamp_too_old: 'The event had waited in the browser for more than 72 hours.',
  bad_timestamp: 'The time of the event cannot be read.',
  bad_url: 'The address of the page cannot be read.',
  bad_id: 'The event has no id of its own, or one that is too short or too long.',
  missing_field: 'The event lacks a field that its type needs.',
  forbidden_field: 'The event carries a field that is never taken, such as a password or a card number.',
  secret_key_in_browser: 'A secret key was used in a page. Revoke it at once, then use the public site key.',
  id_conflict: 'Another event has the same id; the first one was kept.',
  consent_denied: 'The visitor did not consent. Nothing was kept, as it should be.',
  suppressed: 'The person asked to be left out. Nothing was kept, as it should be.',
  invalid_json: 'What arrived was no JSON: something between the page and here may have changed it.',
  event_too_large: 'The event is larger than 32 KB.',
  body_too_large: 'The request is larger than 60 KB.',
  rate_limited: 'More events came from one place than a site may send.',
  overloaded: 'More came at once than could be stored. The snippet sends it again.',
  storage_full: 'The disk is full. Free some space; the snippet sends it again.',
  storage_unavailable: 'The database did not answer. The snippet sends it again.',
  wrong_type: 'A field has another type than it should.',
}

const byReason: Readonly<Record<string, string | undefined>> = words

/** A sentence for a reason of the closed list; without one of its own, the reason itself. */
export const mendingOf = (reason: string): string => byReason[reason] ?? `It was rejected: ${reason.replaceAll('_', ' ')}.`
