/** eachOf: the entries of a scan one by one, for whoever takes so few of them that the wait for each costs nothing. */
import type { Entry } from '../ldap/entry.ts'

export async function* eachOf(pages: AsyncIterable<readonly Entry[]>): AsyncGenerator<Entry, void, undefined> {
  for await (const page of pages) yield* page
}
