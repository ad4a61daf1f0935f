/** linkMemberships: what a list of members goes by is what those go by who look for themselves in it. */
import type { MappingDeclaration, RuleDeclaration } from './declaration.ts'
import { namedBy } from './empty-groups.ts'

export type DeclarationsByType = Readonly<Record<string, Pick<MappingDeclaration, 'attributes'>>>

/** `all`: of every resource type, by name. */
export const linkMemberships = <D extends Pick<MappingDeclaration, 'attributes'>>(
  declaration: D,
  all: DeclarationsByType,
): D => ({
  ...declaration,
  attributes: Object.fromEntries(Object.entries(declaration.attributes).map(([path, row]) => [path, linked(row, all)])),
})

const linked = (row: RuleDeclaration | null, all: DeclarationsByType): RuleDeclaration | null => {
  if (row === null || typeof row === 'string' || !('memberships' in row)) return row
  const groups = [row.memberships].flat().flatMap((name) => (Object.hasOwn(all, name) ? (all[name] ?? []) : []))
  const by = [...new Set(groups.flatMap((each) => namedBy(each) ?? []))]
  const { by: _, ...rest } = row
  return by.length === 0 ? rest : { ...rest, by: by.length === 1 ? (by[0] as string) : by }
}
