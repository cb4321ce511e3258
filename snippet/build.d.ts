/** Which of the three scripts is being built; scripts/build-snippet.mjs puts the name in, and what the others have falls out. */
declare const BUILD: 'core' | 'standard' | 'full'
