/** rounds: how often a race is run. `ROUNDS=0.3` is three of ten; each number is at least one. test/vitest.config.ts says who gets less. */
export const rounds = (all: number): number => Math.max(1, Math.ceil(all * Number(process.env.ROUNDS ?? 1)))
