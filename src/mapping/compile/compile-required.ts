/** compileRequired: whether a new entry can have what its resource type requires and no write of SCIM stores. RFC 7643 §2.2 */
import { mustBeStored } from '../../scim/schema/attribute.ts'
import { nameOf } from '../encode.ts'
import { type Rule, writtenBy } from '../mapping.ts'
import type { Compiler } from './compile-classes.ts'

/** A readOnly row fills nothing: the directory, another row or createAttributes has to, or a POST makes what nobody finds. */
export const compileRequired = (
  { declaration, subschema, report }: Compiler,
  rows: readonly { readonly key: string; readonly rule: Rule }[],
): void => {
  const firstName = (type: string) => (subschema.attributeType(type)?.names[0] ?? type).toLowerCase()
  const filled = new Set(
    [...rows.flatMap(({ rule }) => writtenBy(rule)), ...Object.keys(declaration.createAttributes ?? {})].map(firstName),
  )
  const isFilled = (type: string) => filled.has(firstName(type)) || subschema.attributeType(type)?.operational !== false
  for (const { key, rule } of rows) {
    const { attribute, subAttribute } = rule.path
    const isRequired = mustBeStored(attribute) && (subAttribute === undefined || mustBeStored(subAttribute))
    const isRead = writtenBy(rule).length === 0 && rule.needs === undefined && rule.isTotal !== true
    if (!isRequired || !isRead || rule.types.some(isFilled)) continue
    // Told by `compileNaming`.
    const naming = [declaration.rdn].flat().map(firstName)
    if (rule.types.some((type) => naming.includes(firstName(type)))) continue
    const [type] = rule.types
    report(
      `attributes.${key}`,
      `${nameOf(rule.path)} is required and readOnly: name ${type} in createAttributes, or no new entry would have it`,
    )
  }
}
