/** ListResponse message. RFC 7644 §3.4.2, RFC 9865 §2 */
import type { Printed } from '../resource/printed.ts'
import { urn } from '../urn.ts'
import type { Cursors } from './cursor-window.ts'

/** Of resources as they are printed, or of what discovery shows. */
export interface ListResponse<R = Printed> extends Cursors {
  readonly schemas: readonly string[]
  readonly totalResults: number
  /** Absent where the list goes by cursor: a place in it has no number then. */
  readonly startIndex?: number
  readonly itemsPerPage: number
  readonly Resources: readonly R[]
}

/** Either `startIndex` or the cursors, as the page was asked for. */
export const listResponse = <R = Printed>(
  resources: readonly R[],
  {
    totalResults,
    ...place
  }: { readonly totalResults: number } & ({ readonly startIndex: number } | { readonly cursors: Cursors }),
): ListResponse<R> => ({
  schemas: [urn.listResponse],
  totalResults,
  ...('cursors' in place ? {} : { startIndex: place.startIndex }),
  itemsPerPage: resources.length,
  ...('cursors' in place ? place.cursors : {}),
  Resources: resources,
})
