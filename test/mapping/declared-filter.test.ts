import { describe, expect, it } from 'vitest'
import { printFilter } from '../../src/ldap/filter.ts'
import { readAll } from '../../src/mapping/plan-search.ts'
import { compileUser, userDeclaration } from './support.ts'

const compiled = (filter: string) => compileUser({ ...userDeclaration(), filter })

describe('the filter of a resource type', () => {
  it('joins what makes an entry a resource, under the first names of its types', () => {
    const { entryFilter } = compiled('(|(commonName=a*)(!(EMPLOYEETYPE=student)))')

    expect(printFilter(entryFilter)).toContain('(objectClass=inetOrgPerson)')
    expect(printFilter(entryFilter)).toContain('(|(cn=a*)(!(employeeType=student)))')
  })

  it('is read with an entry, to be judged after a change', () => {
    expect(readAll(compiled('(businessCategory=x)')).types).toContain('businesscategory')
  })

  it.each([
    ['(employeeType=staff', 'filter: not an LDAP filter from character 2 on'],
    ['employeeType=staff', 'filter: not an LDAP filter from character 1 on'],
    ['(employeType=staff)', "filter: the directory's schema has no attribute type employetype"],
  ])('%s stops at the start, with the reason', (filter, problem) => {
    expect(() => compiled(filter)).toThrow(problem)
  })
})
