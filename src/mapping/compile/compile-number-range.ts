/** compileNumberRange: numbers that are given away one by one to new entries, such as uidNumber. RFC 2307 §2.2 */
import { type Dn, isDn } from '../../ldap/dn.ts'
import type { MappingDeclaration } from '../declaration/declaration.ts'
import type { NumberRange } from '../mapping.ts'
import type { Compiler } from './compile-classes.ts'
import { columnOf } from './compile-column.ts'
import { canHold } from './syntax-fit.ts'

export type NumberRow = Extract<NonNullable<MappingDeclaration['createAttributes']>[string], { readonly next: unknown }>

export const isNumberRow = (row: NonNullable<MappingDeclaration['createAttributes']>[string]): row is NumberRow =>
  typeof row === 'object' && row !== null && 'next' in row

/** `type`: under its first name. undefined: a problem was reported. */
export const compileNumberRange = (
  type: string,
  { next: [first, last], counter, in: place = type }: NumberRow,
  { subschema, report }: Pick<Compiler, 'subschema'> & { report(message: string): void },
): NumberRange | undefined => {
  const column = columnOf(place, { subschema, report })
  const own = subschema.attributeType(type)
  if (column === undefined || own === undefined) return undefined
  const problems = [
    ...(isDn(counter) && counter !== '' ? [] : ['counter: expected the distinguished name of an entry']),
    ...[own, column.description].flatMap((description) =>
      canHold(description, String(first)) ? [] : [`${description.names[0]} does not hold whole numbers`],
    ),
    ...[own, column.description].flatMap(({ names: [name], equality }) =>
      equality === undefined ? [`${name} has no EQUALITY rule: nobody can look for a number`] : [],
    ),
  ]
  for (const problem of new Set(problems)) report(problem)
  return problems.length > 0 ? undefined : { type, first, last, counter: { dn: counter as Dn, type: column.type } }
}
