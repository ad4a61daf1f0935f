/** Before the first test: a slapd is at hand, fetched once, or the run fails with the sentence that says what to do. */
import { prepareSlapd } from '../../src/demo/slapd.ts'

export const setup = prepareSlapd
