/**
 * The words and parameters by which the channel of a touch is told. To add a channel rule:
 *
 *   a site (search engine, network, assistant, mail, video …)   channel-sites.ts, one line in its list
 *   a host that is only passed through (payment, sign-in, form)  pass-through.ts, one word
 *   a click id                                                   clickIds below
 *   a spelling of utm_medium                                     mediums, paidMediums or socialMediums below
 *   a utm_source that is a word and no site                      sourceWords below
 *   a rule for one workspace only                                no code: the setting channels.rules, tried first
 *
 * Then raise channelDataVersion and add a line to test/fixtures/channels.json.
 *
 * Words are compared in lower case with `-` for blanks and underscores; `*` stands for any text.
 */

/** Goes up with each change of these lists, so that a derivation can say by which it was made. */
export const channelDataVersion = 1

/** The channels of the glossary. An imported touch may name others. */
export const channels = [
  'Direct',
  'Organic Search',
  'Paid Search',
  'Organic Social',
  'Paid Social',
  'Email',
  'Referral',
  'Affiliate',
  'Display',
  'Video',
  'AI Assistant',
  'Sales',
  'Event',
  'Other',
] as const

export type Channel = (typeof channels)[number]

/** A click id: what its parameter tells when no UTM does. */
export interface ClickId {
  param: string
  source: string | null
  medium: string | null
  channel: Channel | null
  /**
   * `paid`: added to clicks that somebody pays for. `mail`: added by a mailing tool. `weak`: added to any link and
   * kept when the link is copied, so it counts only when there is no referrer.
   */
  trust: 'paid' | 'mail' | 'weak'
}

/** Parameter families in order; the first of which any parameter is present supplies all five values. */
export const campaignFamilies = [
  family('utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'),
  family('mtm_source', 'mtm_medium', 'mtm_campaign mtm_cid', 'mtm_keyword mtm_kwd', 'mtm_content'),
  family('pk_source', 'pk_medium', 'pk_campaign pk_cpn', 'pk_keyword pk_kwd', 'pk_content'),
  family('hsa_net', '', 'hsa_cam', 'hsa_kw', 'hsa_ad'),
]

/** The first one present counts. Names in lower case; they are matched without regard to case. */
export const clickIds: readonly ClickId[] = [
  ...paid('gclid gbraid wbraid', 'google', 'cpc', 'Paid Search'),
  ...paid('dclid', 'google', 'display', 'Display'),
  ...paid('msclkid', 'bing', 'cpc', 'Paid Search'),
  ...paid('yclid', 'yandex', 'cpc', 'Paid Search'),
  ...paid('li_fat_id', 'linkedin', 'paid-social', 'Paid Social'),
  ...paid('ttclid', 'tiktok', 'paid-social', 'Paid Social'),
  ...paid('twclid', 'twitter', 'paid-social', 'Paid Social'),
  ...paid('rdt_cid', 'reddit', 'paid-social', 'Paid Social'),
  ...paid('sccid', 'snapchat', 'paid-social', 'Paid Social'),
  ...paid('qclid', 'quora', 'paid-social', 'Paid Social'),
  ...paid('tblci', 'taboola', 'display', 'Display'),
  ...paid('dicbo', 'outbrain', 'display', 'Display'),
  ...paid('cto_pld', 'criteo', 'display', 'Display'),
  ...paid('awc', 'awin', 'affiliate', 'Affiliate'),
  ...paid('cjevent', 'cj', 'affiliate', 'Affiliate'),
  ...paid('irclickid', 'impact', 'affiliate', 'Affiliate'),
  ...paid('ransiteid', 'rakuten', 'affiliate', 'Affiliate'),
  ...paid('sscid', 'shareasale', 'affiliate', 'Affiliate'),
  ...paid('clickref', 'partnerize', 'affiliate', 'Affiliate'),
  ...paid('ps_xid gspk', 'partnerstack', 'affiliate', 'Affiliate'),
  ...paid('s_kwcid ef_id', null, 'cpc', 'Paid Search'),
  // Google's parameter without an id, left where browsers strip the id itself.
  ...paid('gad_source', 'google', 'cpc', 'Paid Search'),
  // HubSpot's ad tracking: the network stands in hsa_net.
  ...paid('hsa_cam', null, null, null),
  ...mail('_hsenc _hsmi', 'hubspot'),
  ...mail('mc_cid mc_eid', 'mailchimp'),
  ...mail('mkt_tok', 'marketo'),
  ...mail('_kx', 'klaviyo'),
  ...mail('elqtrackid', 'eloqua'),
  ...mail('dm_i', 'dotdigital'),
  ...mail('vero_id', 'vero'),
  ...mail('ck_subscriber_id', 'kit'),
  ...mail('ss_email_id', 'sharpspring'),
  ...mail('oly_enc_id', 'omeda'),
  { param: 'fbclid', source: 'facebook', medium: 'referral', channel: 'Organic Social', trust: 'weak' },
  { param: 'igshid', source: 'instagram', medium: 'referral', channel: 'Organic Social', trust: 'weak' },
  { param: 'igsh', source: 'instagram', medium: 'referral', channel: 'Organic Social', trust: 'weak' },
  { param: 'epik', source: 'pinterest', medium: 'referral', channel: 'Organic Social', trust: 'weak' },
  { param: 'srsltid', source: 'google', medium: 'organic', channel: 'Organic Search', trust: 'weak' },
]

/** Mediums that name their channel whatever the source is. */
export const mediums: readonly (readonly [Channel, readonly string[]])[] = [
  ['Sales', words('sales sales-* outbound outbound-* outreach sdr bdr cold-email cadence sequence prospecting')],
  ['Event', words('event events event-* *-event webinar webinars webinar-* *-webinar conference conferences')],
  ['Event', words('tradeshow trade-show trade-fair fair expo booth meetup roadshow summit field-marketing')],
  ['Email', words('email emails email-* *-email e-mail e-mail-* *-e-mail mail mailing edm eblast')],
  ['Email', words('newsletter newsletters newsletter-* *-newsletter nurture drip signature')],
  ['Affiliate', words('affiliate affiliates affiliate-* *-affiliate')],
  ['Display', words('display display-* *-display banner banners banner-* *-banner expandable interstitial')],
  ['Display', words('native native-* programmatic programmatic-* gdn rich-media')],
]

/** Mediums that say that the click was paid for: GA4's (`.*cp.*|ppc|retargeting|paid.*`) less `mcp`, and more names. */
export const paidMediums = words(
  'cp *cpc* *cpm* *cpa* *cpv* *cpl* *cpe* *cpp* *cpi* *cps* *ppc* paid* *-paid retargeting remarketing sem ' +
    'ad ads ads-* *-ads advertising sponsored* promoted* boosted*',
)

/** Mediums that mean a social network. */
export const socialMediums = words('social social-* *-social sm smm advocacy employee-advocacy')

/** Mediums that mean a plain link on another site. */
export const referralMediums = words('referral referrals link app partner partners partner-* co-marketing')

/** Mediums that mean an unpaid search result. */
export const organicMediums = words('organic organic-search seo')

/** Mediums that mean an answer of an AI assistant. */
export const assistantMediums = words('ai ai-* llm llm-* chatbot')

/** Sources that are a kind of sending, or a tool for it, and no site that people visit. */
export const sourceWords: readonly (readonly [Channel, readonly string[]])[] = [
  ['Email', words('email e-mail email-* mail newsletter newsletters *-newsletter newsletter-* hs-email hs-automation')],
  ['Email', words('mailchimp marketo pardot klaviyo eloqua activecampaign brevo sendinblue sendgrid customer.io iterable')],
  ['Sales', words('sales outreach outreach.io salesloft lemlist apollo apollo.io reply.io instantly')],
  ['Event', words('event webinar conference tradeshow trade-show')],
  ['Affiliate', words('affiliate awin cj impact partnerstack shareasale rakuten tradedoubler')],
  ['Display', words('dfa dbm dv360 gdn rollworks demandbase 6sense stackadapt triblio')],
]

function family(source: string, medium: string, campaign: string, term: string, content: string) {
  return { source: words(source), medium: words(medium), campaign: words(campaign), term: words(term), content: words(content) }
}

function paid(params: string, source: string | null, medium: string | null, channel: Channel | null): ClickId[] {
  return words(params).map(param => ({ param, source, medium, channel, trust: 'paid' }))
}

function mail(params: string, source: string): ClickId[] {
  return words(params).map(param => ({ param, source, medium: 'email', channel: 'Email', trust: 'mail' }))
}

function words(list: string): readonly string[] {
  return list.split(' ').filter(word => word !== '')
}
