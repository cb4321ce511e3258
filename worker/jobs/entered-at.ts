import type { Journey } from '../../db/schema.ts'

/** Every date on which the deal came to the stage of a journey's row, ascending; none when nobody knows. */
export const enteredAt = ({ entered_at }: Pick<Journey, 'entered_at'>): readonly number[] => JSON.parse(entered_at)
