/** openWitness: stands between the gateway and a directory, and holds every request against what no client may bring about. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { BerWriter, FilterParser } from 'ldapts'
import { Frames } from '../../src/directory/ldapts/frames.ts'
import { isUnder, parseDn, printDn } from '../../src/ldap/dn.ts'
import { type LdapFilter, printFilter, typesIn } from '../../src/ldap/filter.ts'
import { readRequest, type SentFilter } from './ldap-requests.ts'
import { plainDn } from './plain-dn.ts'
import { law, lawOfEquals } from './target.ts'

export interface Witness {
  /** ldap:// of this end. */
  readonly url: string
  /** How many requests, DNs and filters it has seen. */
  readonly seen: { requests: number; dns: number; filters: number; marked: number }
  /** What was wrong since the last call. */
  take(): readonly string[]
  close(): Promise<void>
}

export interface WitnessOptions {
  readonly directory: string
  readonly suffix: string
  /** Stands in everything that clients send: it may be a value, and in no place a type, an operator or a place in the tree. */
  readonly marker: string
}

/** Not below the suffix, and looked at by the gateway itself. */
const elsewhere = ['', 'cn=subschema', 'cn=config']

export const openWitness = async ({ directory, suffix, marker }: WitnessOptions): Promise<Witness> => {
  const { hostname, port } = new URL(directory)
  const sockets = new Set<Socket>()
  const seen = { requests: 0, dns: 0, filters: 0, marked: 0 }
  let wrong: string[] = []
  const look = (message: Buffer): void => {
    seen.requests++
    const { dns, rdns, types, filters } = readRequest(message)
    for (const dn of dns) checkDn(dn, suffix, marker)
    for (const rdn of rdns) checkDn(`${rdn},${suffix}`, suffix, marker)
    for (const type of types) checkType(type, marker)
    for (const filter of filters) checkFilter(filter, marker)
    seen.dns += dns.length + rdns.length
    seen.filters += filters.length
    if (message.includes(marker)) seen.marked++
  }
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    const frames = new Frames()
    client.on('data', (chunk) => {
      for (const message of frames.push(chunk)) {
        try {
          look(message)
        } catch (error) {
          wrong.push(`${String(error)} in ${message.toString('latin1').slice(0, 2_000)}`)
        }
      }
    })
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy()).on('close', () => sockets.delete(from))
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `ldap://127.0.0.1:${address.port}`,
    seen,
    take: () => {
      const taken = wrong
      wrong = []
      return taken
    },
    close: async () => {
      const closed = once(server.close(), 'close')
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Below the suffix; two parsers agree; a client's text is the value of the entry's own RDN and nothing else. */
const checkDn = (dn: string, suffix: string, marker: string): void => {
  if (elsewhere.includes(dn.toLowerCase())) return
  law(isUnder(dn, suffix), `a request for what is not below the suffix: ${dn}`)
  const rdns = parseDn(dn)
  const plain = plainDn(dn).map((rdn) => rdn.map(({ type, value }) => ({ type, value })))
  lawOfEquals(
    plain,
    rdns.map((rdn) => rdn.map(({ type, value }) => ({ type, value }))),
    'two parsers read one DN',
  )
  lawOfEquals(parseDn(printDn(rdns)), rdns, 'printed and parsed again, the DN is the same')
  for (const { type } of rdns.flat()) checkType(type, marker)
  for (const { value } of rdns.slice(1).flat())
    law(!value.includes(marker), `a client's text in the name of a superior: ${dn}`)
}

const checkType = (type: string, marker: string): void => {
  law(
    /^(?:[a-z][a-z\d-]*|\d+(?:\.\d+)+)(?:;[a-z\d-]+)*$|^[*+]$/i.test(type),
    `no attribute type: ${JSON.stringify(type)}`,
  )
  law(!type.toLowerCase().includes(marker.toLowerCase()), `a client's text as an attribute type: ${type}`)
}

/** As text, and read by another parser, it is the very bytes that were sent. */
const checkFilter = ({ filter, bytes }: SentFilter, marker: string): void => {
  if (filter === undefined) return
  for (const type of typesIn(filter)) checkType(type, marker)
  // ldapts' parser knows no options of attribute types.
  if ([...typesIn(filter)].some((type) => type.includes(';') || type.includes('.'))) return
  const writer = new BerWriter()
  FilterParser.parseString(printFilter(filter satisfies LdapFilter)).write(writer)
  law(writer.buffer.equals(bytes), `a filter that reads otherwise as text: ${printFilter(filter)}`)
}
