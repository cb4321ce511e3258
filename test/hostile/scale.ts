/** How much the tests of this folder do: a taste of it in `npm test`, all of it in `npm run fuzz`, which sets these. */

const numberIn = (name: string, otherwise: number): number => {
  const given = process.env[name]
  return given === undefined || given === '' ? otherwise : Number(given)
}

/** Cases that are sent to the server. */
export const FUZZ_CASES = numberIn('FUZZ_CASES', 2000)
/** Cases that are sent to all three stores. */
export const FUZZ_COMPARED = numberIn('FUZZ_COMPARED', 200)
/** The seed of every second case; the others always have the same. */
export const FUZZ_SEED = numberIn('FUZZ_SEED', 20_260_101)
/** Forged events of the spoof budget. */
export const FORGED = numberIn('FORGED', 1000)
/** Orders and batchings of one story. */
export const ORDERS = numberIn('ORDERS', 4)

/** Whether figures are printed. */
export const IS_FULL = process.env.FUZZ_CASES !== undefined
