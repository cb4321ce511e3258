/** What a rejected event means to whoever installs the snippet, and how to mend it. */
import type { Reason } from '../errors.ts'

const words: Partial<Record<Reason, string>> = {
  unknown_write_key: 'No site has this key. Compare data-site with the key on the Install page.',
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
  event_too_large: 'The event is larger than 32 KB. Send less with it: only its beginning is kept.',
  body_too_large: 'The request is larger than 500 KB. Send fewer events at once.',
  rate_limited: 'More events came from one place than a site may send.',
  overloaded: 'More came at once than could be stored. The snippet sends it again.',
  storage_full: 'The disk is full. Free some space; the snippet sends it again.',
  storage_unavailable: 'The database did not answer. The snippet sends it again.',
  wrong_type: 'A field has another type than it should: look which one, and mend the call that sends it.',
  bad_email: 'What was given as an e-mail address is none.',
  bad_number: 'A number cannot be taken: it is out of range, or none.',
  unsafe_integer: 'A whole number is so long that it loses digits. Send it as text.',
  illegal_identity: 'An id stands for nobody, such as null, undefined or 0. Do not send one for who is not known.',
  forbidden_key: 'A name in the data would reach into the program that reads it. Nobody sends it by chance.',
  too_many_keys: 'An object has more than 255 fields.',
  key_too_long: 'A field has a name of more than 128 characters.',
  too_deep: 'The data is nested more than 16 levels deep.',
  invalid_utf8: 'The bytes are no text: something between the page and here may have changed them.',
  batch_too_large: 'More than 500 events came in one request. Send them in several.',
  decompressed_too_large: 'The request is larger than 500 KB when unpacked.',
  bad_compression: 'What came was said to be packed and could not be unpacked.',
  empty_batch: 'The request held no event.',
  empty_body: 'The request held nothing.',
  undeliverable: 'It was taken and could not be stored, again and again. Its owner can replay it once the cause is mended.',
  bad_request: 'The connection broke off before the request was whole. The snippet sends it again.',
}

const byReason: Readonly<Record<string, string | undefined>> = words

/** A sentence for a reason of the closed list; without one of its own, the reason itself. */
export const mendingOf = (reason: string): string => byReason[reason] ?? `It was rejected: ${reason.replaceAll('_', ' ')}.`
