/** isLoopback: whether what is sent to that host stays on this machine. RFC 1122 §3.2.1.3, RFC 4291 §2.5.3, RFC 6761 §6.3 */
import { isIPv4, isIPv6 } from 'node:net'

export const isLoopback = (host: string): boolean => {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  if (isIPv4(bare)) return bare.startsWith('127.')
  if (isIPv6(bare)) return bare === '::1' || /^::ffff:127\./.test(bare)
  return bare === 'localhost' || bare.endsWith('.localhost')
}

/** Whether an LDAP URL would carry the bind password readable over a network, were there no StartTLS. */
export const isPlainNetwork = (url: string): boolean => {
  const host = /^ldap:\/\/(\[[^\]]*\]|[^:/]*)/i.exec(url)?.[1]
  return host !== undefined && !isLoopback(host)
}
