/** What scripts send when they have no id. As an id each of these would join strangers into one. */
const NOBODY = /^(?:null|undefined|nan|none|guest|anonymous|unknown|true|false|\[object object\]|[0-]*)$/i

/** True of empty text and the all-zero UUID, too. */
export const standsForNobody = (id: string): boolean => NOBODY.test(id.trim())
