/** What scripts send when they have no id. As an id each of these would join strangers into one. */
const NOBODY = /^(?:null|nil|undefined|nan|-?infinity|none|n\/a|guest|anonymous|unknown|true|false|\[object object\]|-1|[0-]*)$/i

/** True of empty text and the all-zero UUID, too. */
export const standsForNobody = (id: string): boolean => NOBODY.test(id.trim())
