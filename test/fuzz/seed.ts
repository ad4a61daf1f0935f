/** seedOfTheDay: another one each day, and the same for everybody who runs the tests that day; FUZZ_SEED says otherwise. */

export const seedOfTheDay: number = Number(
  process.env.FUZZ_SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''),
)
