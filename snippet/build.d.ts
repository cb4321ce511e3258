/** Which of the three scripts is being built; scripts/build-snippet.mjs puts the name in, and what the others have falls out. */
declare const BUILD: 'core' | 'standard' | 'full'

/** Whether it is the ES module, whose options come from code and not from a script tag. */
declare const IS_MODULE: boolean
