/** Searches: all matches in one answer, or page by page on a session of their own. RFC 4511 §4.5, RFC 2696 */
import { PagedResultsControl } from 'ldapts'
import type { Dn } from '../../ldap/dn.ts'
import type { Entry } from '../../ldap/entry.ts'
import type { LdapFilter } from '../../ldap/filter.ts'
import { DirectoryError, type SearchRequest } from '../directory.ts'
import { SessionLost, unavailable } from './errors.ts'
import type { Lease } from './leases.ts'
import type { Reply } from './message.ts'
import type { OnReferred } from './referrals.ts'
import { SearchMessage } from './search-message.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'

const sizeLimitExceeded = 4
const noSuchObject = 32

export const anyEntry: LdapFilter = { kind: 'present', type: 'objectClass' }

export interface ScanRequest extends SearchRequest {
  readonly pageSize?: number
  /** The server has the paged results control. */
  readonly paged: boolean
  /** Instead of what the session does about them; called once for each page that has some. */
  readonly onReferred?: OnReferred | undefined
}

/** All matches. @throws DirectoryError 4 where a limit of the server cut them, and any other result than success */
export const searchOnce = async (
  session: Session,
  { most = 0, onReferred, ...request }: SearchRequest & Pick<ScanRequest, 'onReferred'> & { readonly most?: number },
  deadline: number,
): Promise<readonly Entry[]> => {
  // The server gives up (3) before we do, since that costs a connection.
  const timeLimit = Math.max(1, Math.ceil((deadline - performance.now()) / 1000) - 1)
  const message = new SearchMessage(request, { timeLimit, sizeLimit: most })
  const isCutByUs = ({ response, entries }: Reply) =>
    response.status === sizeLimitExceeded && most > 0 && entries.length >= most
  const { entries } = await session.request(message, deadline, { isTaken: isCutByUs, onReferred })
  // Samba gives all of them whatever limit it is told.
  return most > 0 ? entries.slice(0, most) : entries
}

/** DNs right below an entry, `most` at most. An entry that is not there has none. */
export const childrenOf = async (
  session: Session,
  { parent, most }: { readonly parent: Dn; readonly most: number },
  deadline: number,
): Promise<readonly Dn[]> => {
  const message = new SearchMessage({ base: parent, scope: 'one', filter: anyEntry, types: [] }, { sizeLimit: most })
  const isTaken = ({ response }: Reply) => response.status === noSuchObject || response.status === sizeLimitExceeded
  const { entries } = await session.request(message, deadline, { isTaken })
  return entries.map(({ dn }) => dn)
}

/**
 * Matches in pages, each asked for when the one before has come, so that the server works while that one is used. The
 * lease ends with the iteration, however it ends.
 * @throws DirectoryError where any page fails: what was given before is incomplete then
 */
export async function* scanPages(
  pool: Sessions,
  request: ScanRequest,
  completed: Completed,
): AsyncGenerator<readonly Entry[], void, undefined> {
  let page = await firstPage(pool, request)
  const { lease } = page
  let complete = false
  try {
    while (true) {
      const coming = page.cookie.length === 0 ? undefined : nextPage(pool, lease, request, page.cookie)
      // A failure is told when its page is wanted; nobody may want it any more.
      coming?.catch(() => undefined)
      const entries = await completed(lease.session, page.entries, performance.now() + pool.settings.timeouts.page)
      if (entries.length > 0) yield entries
      if (coming === undefined) break
      page = await coming
    }
    complete = true
  } finally {
    // A search that was left early is forgotten by the server only when its connection closes.
    if (complete) lease.release()
    else lease.discard()
  }
}

/** The entries of a page, with what the server left out of them. */
type Completed = (session: Session, entries: readonly Entry[], deadline: number) => Promise<readonly Entry[]>

interface Page {
  readonly lease: Lease
  readonly entries: readonly Entry[]
  /** Empty: the last page. */
  readonly cookie: Buffer
}

const defaultPageSize = 500
const noCookie = Buffer.alloc(0)
const attempts = 3

/** Nothing has been given yet, so that a session that turns out to be dead is replaced. */
const firstPage = async (pool: Sessions, request: ScanRequest): Promise<Page> => {
  for (let attempt = 1; ; attempt += 1) {
    const lease = await pool.lease('scan')
    try {
      return await fetchPage(pool, lease, request, noCookie)
    } catch (error) {
      lease.discard()
      if (!(error instanceof SessionLost)) throw error
      if (attempt === attempts) throw unavailable('no answer', error.cause)
    }
  }
}

const nextPage = async (pool: Sessions, lease: Lease, request: ScanRequest, cookie: Buffer): Promise<Page> => {
  try {
    return await fetchPage(pool, lease, request, cookie)
  } catch (error) {
    throw error instanceof SessionLost
      ? unavailable('the session was lost in the middle of a scan', error.cause)
      : error
  }
}

const fetchPage = async (pool: Sessions, lease: Lease, request: ScanRequest, cookie: Buffer): Promise<Page> => {
  const message = new SearchMessage(request)
  if (request.paged) {
    const value = { size: request.pageSize ?? defaultPageSize, cookie }
    message.controls = [new PagedResultsControl({ critical: true, value })]
  }
  const deadline = performance.now() + pool.settings.timeouts.page
  const { entries, response } = await lease.session.request(message, deadline, { onReferred: request.onReferred })
  const control = response.controls?.find((given) => given instanceof PagedResultsControl)
  if (request.paged && control === undefined) {
    // 389 Directory Server says success, and nothing else, where the base of a paged search is not there.
    await lease.session.request(new SearchMessage({ ...request, scope: 'base', filter: anyEntry, types: [] }), deadline)
    throw new DirectoryError(protocolError, 'the server answered a paged search without saying whether there is more')
  }
  // A page may be empty and still not be the last one: only the cookie tells.
  return { lease, entries, cookie: control?.value?.cookie ?? noCookie }
}

const protocolError = 2
