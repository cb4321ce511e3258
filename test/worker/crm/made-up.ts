export const touchesHeader = 'external_id,at,account,channel,campaign,title'

/** Touches of one account after the other, as systems export them. */
export const touchRow = (i: number) =>
  `t-${String(i).padStart(7, '0')},2026-03-${String(1 + (i % 28)).padStart(2, '0')}T10:00:00Z,acc-${Math.floor(i / 250)},Webinar,spring,"Title, ${i}"`
