import fc from 'fast-check'

/** The same examples on every machine and in every run; another seed looks elsewhere: FC_SEED=1 npm test. */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_123) })
