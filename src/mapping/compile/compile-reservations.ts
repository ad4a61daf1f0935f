/** compileReservations: the place where names are reserved, checked against the server's subschema. */
import { type Dn, isDn } from '../../ldap/dn.ts'
import type { Rule } from '../mapping.ts'
import { basesOf, isWithin, placesOf } from '../places.ts'
import { uniqueRules } from '../unique-names.ts'
import type { Compiler } from './compile-classes.ts'

/** The class of the entries that stand for names. RFC 4519 §3.1 */
export const reservationClass = 'applicationProcess'

export const compileReservations = (
  { declaration, resourceType, subschema, report }: Compiler,
  rules: readonly Rule[],
): Dn | undefined => {
  const place = declaration.reservations
  if (place === undefined) return undefined
  const problem = (message: string) => report('reservations', message)
  if (!isDn(place)) {
    problem('expected a distinguished name')
    return undefined
  }
  if (subschema.objectClass(reservationClass) === undefined) {
    problem(`the directory's schema has no object class ${reservationClass}, which reservations are of`)
  }
  if (uniqueRules({ rules }).length === 0)
    problem(`no attribute of ${resourceType.name} is unique: nothing is reserved`)
  const isShown = [declaration.objectClass].flat().some((name) => /^(?:top|applicationProcess)$/i.test(name))
  const isInside =
    basesOf(declaration).every(isDn) && placesOf(declaration).some((each) => isWithin(`cn=x,${place}`, each))
  if (isShown && isInside) problem(`reservations would be shown there, each as a ${resourceType.name}`)
  return place as Dn
}
