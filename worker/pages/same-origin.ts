import { RequestRefused } from '../errors.ts'

/**
 * Refuses a form that another site has sent. Browsers say where a request comes from in `Sec-Fetch-Site`; older ones
 * in `Origin` only. Our own pages send no referrer, and with it `Origin: null`, so that alone tells nothing.
 *
 * @param publicUrl  where browsers reach this server; absent: as the request says
 * @throws RequestRefused `csrf`
 */
export function assertSameOrigin(request: Request, publicUrl: string | undefined): void {
  const site = request.headers.get('Sec-Fetch-Site')
  const origin = request.headers.get('Origin')
  const own = new URL(publicUrl ?? request.url).host
  const isOwn = site === null ? origin !== null && URL.parse(origin)?.host === own : site === 'same-origin'
  if (!isOwn) throw new RequestRefused('csrf', 'This form can only be sent from a page of Tributary itself.')
}
