/** Why something was refused: one closed list for HTTP, imports, dead letters and documents. Reasons are only ever added. */
import { HTTPException } from 'hono/http-exception'

export const reasons = [
  'ambiguous_date',
  'bad_amount',
  'bad_cidr',
  'bad_compression',
  'bad_currency',
  'bad_email',
  'bad_id',
  'bad_number',
  'bad_request',
  'bad_timestamp',
  'bad_type',
  'bad_url',
  'batch_too_large',
  'body_too_large',
  'consent_denied',
  'csrf',
  'csv_bad_encoding',
  'csv_bad_quote',
  'csv_bad_value',
  'csv_column_count',
  'csv_duplicate_header',
  'csv_empty',
  'csv_field_too_long',
  'csv_missing_column',
  'csv_too_many_columns',
  'csv_unclosed_quote',
  'decompressed_too_large',
  'empty_batch',
  'empty_body',
  'event_too_large',
  'forbidden',
  'forbidden_field',
  'forbidden_key',
  'headers_too_large',
  'id_conflict',
  'idempotency_key_reused',
  'illegal_identity',
  'invalid_cursor',
  'invalid_json',
  'invalid_parameter',
  'invalid_utf8',
  'job_running',
  'key_too_long',
  'method_not_allowed',
  'missing_field',
  'not_found',
  'origin_not_allowed',
  'overloaded',
  'range_too_large',
  'rate_limited',
  'secret_key_in_browser',
  'ssrf_blocked',
  'storage_full',
  'storage_unavailable',
  'suppressed',
  'timestamp_too_old',
  'too_deep',
  'too_many_keys',
  'undeliverable',
  'unknown_field',
  'unknown_write_key',
  'unsafe_integer',
  'unsupported_encoding',
  'unsupported_media_type',
  'wrong_type',
] as const

export type Reason = (typeof reasons)[number]

/** Reasons that have a status of their own; every other one is 400, a request that cannot be used as it is. */
const statusOf = {
  unknown_write_key: 401,
  csrf: 403,
  forbidden: 403,
  origin_not_allowed: 403,
  secret_key_in_browser: 403,
  not_found: 404,
  method_not_allowed: 405,
  job_running: 409,
  batch_too_large: 413,
  body_too_large: 413,
  decompressed_too_large: 413,
  unsupported_encoding: 415,
  unsupported_media_type: 415,
  idempotency_key_reused: 422,
  rate_limited: 429,
  headers_too_large: 431,
  overloaded: 503,
  storage_full: 503,
  storage_unavailable: 503,
} as const satisfies Partial<Record<Reason, number>>

const statuses: Partial<Record<Reason, (typeof statusOf)[keyof typeof statusOf]>> = statusOf

/** Seconds after which a refused client may try again; the storage and the load change within seconds. */
const RETRY_AFTER_S = 5

/** Thrown anywhere below a route; carries its own status, so app.onError only has to answer. */
export class RequestRefused extends HTTPException {
  readonly reason: Reason

  constructor(reason: Reason, detail: string) {
    super(statuses[reason] ?? 400, { message: detail })
    this.reason = reason
  }

  /** `{"error": reason, "detail", "request_id"}` */
  answer(requestId: string): Response {
    const headers: Record<string, string> =
      this.status === 503 || this.status === 429 ? { 'Retry-After': String(RETRY_AFTER_S) } : {}
    return Response.json({ error: this.reason, detail: this.message, request_id: requestId }, { status: this.status, headers })
  }
}
