/** clientMapping: a mapping as one client sees it. Rules that know no clients are the same for all. */
import type { Mapping } from './mapping.ts'

export const hasClients = ({ rules }: Mapping): boolean => rules.some(({ forClient }) => forClient !== undefined)

export const clientMapping = (mapping: Mapping, client: string): Mapping =>
  hasClients(mapping) ? { ...mapping, rules: mapping.rules.map((rule) => rule.forClient?.(client) ?? rule) } : mapping
