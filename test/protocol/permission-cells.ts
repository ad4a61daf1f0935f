/** The permission matrix: callers, what each is given, and what follows for each cell, reckoned from what is given alone. */

export type Operation = 'list' | 'read' | 'create' | 'replace' | 'patch' | 'delete'
export type TypeName = 'User' | 'Group'
export const operations: readonly Operation[] = ['list', 'read', 'create', 'replace', 'patch', 'delete']

/** What a caller may do with resources of a type. */
export interface Given {
  readonly operations: readonly Operation[]
  /** Attributes; all where it is absent. */
  readonly reads?: readonly string[]
  readonly writes?: readonly string[]
}

export interface Caller {
  readonly name: string
  readonly setsPassword: boolean
  readonly types: Partial<Readonly<Record<TypeName, Given>>>
  /** What stands in the configuration beside name and tokens. */
  readonly configured: Readonly<Record<string, unknown>>
}

const everything: Given = { operations }
const reading: Given = { operations: ['list', 'read'] }

const caller = (
  name: string,
  types: Caller['types'],
  { setsPassword = false, configured }: Partial<Pick<Caller, 'setsPassword' | 'configured'>> = {},
): Caller => ({
  ...{ name, types, setsPassword },
  configured: {
    ...(setsPassword && { setPassword: true }),
    ...(configured ?? {
      may: Object.fromEntries(Object.entries(types).map(([type, given]) => [type, optionsOf(given)])),
    }),
  },
})

const optionsOf = ({ operations: may, reads, writes }: Given) => ({
  operations: may,
  ...(reads && { read: reads }),
  ...(writes && { write: writes }),
})

const department = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department'
const manager = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager'

/** Every attribute of the matrix, with two values that differ. `{id}` is the id of somebody, `{n}` a fresh number. */
export const attributes: Readonly<Record<TypeName, Readonly<Record<string, readonly [unknown, unknown]>>>> = {
  User: {
    userName: ['name-{n}', 'other-{n}'],
    'name.givenName': ['Ada', 'Grace'],
    displayName: ['Ada L', 'Grace H'],
    title: ['Dr', 'Admiral'],
    externalId: ['x-{n}', 'y-{n}'],
    active: [true, false],
    emails: [[{ value: 'a@x.example' }], [{ value: 'b@x.example' }]],
    phoneNumbers: [[{ value: '+49 1', type: 'work' }], [{ value: '+49 2', type: 'work' }]],
    [department]: ['Engines', 'Compilers'],
    [manager]: [{ value: '{id}' }, { value: '{other}' }],
  },
  Group: {
    displayName: ['group-{n}', 'team-{n}'],
    externalId: ['x-{n}', 'y-{n}'],
    members: [[{ value: '{id}' }], [{ value: '{other}' }]],
  },
}

const userNames = Object.keys(attributes.User)
const without = (...names: readonly string[]) => [
  ...userNames.filter((name) => !names.includes(name)),
  'name.familyName',
]

export const callers: readonly Caller[] = [
  caller('everything', { User: everything, Group: everything }, { setsPassword: true, configured: {} }),
  caller('no-password', { User: everything, Group: everything }, { configured: {} }),
  caller('read-only', { User: reading, Group: reading }, { configured: { access: 'read' } }),
  caller('nothing', {}),
  caller('users-only', { User: everything }, { setsPassword: true }),
  caller('groups-only', { Group: everything }),
  caller('few-attributes', {
    User: { ...reading, reads: ['userName', 'name', 'title', department] },
    Group: { ...reading, reads: ['displayName'] },
  }),
  caller(
    'help-desk',
    {
      User: {
        operations: ['read', 'patch', 'replace'],
        reads: without('emails', manager),
        writes: ['phoneNumbers', 'active'],
      },
    },
    { setsPassword: true },
  ),
  caller('profiles', {
    User: {
      operations: ['list', 'read', 'patch', 'replace'],
      writes: without('userName', 'active', 'externalId', 'emails'),
    },
  }),
  caller('memberships', { User: reading, Group: { operations: ['list', 'read', 'patch'], writes: ['members'] } }),
  caller('joiners', { User: { operations: ['read', 'create'], writes: without('active', manager) } }),
  caller('leavers', { User: { operations: ['read', 'delete'] }, Group: { operations: ['read', 'delete'] } }),
]

export const may = ({ types }: Caller, type: TypeName, operation: Operation): boolean =>
  types[type]?.operations.includes(operation) === true

const isAmong = (names: readonly string[] | undefined, name: string): boolean =>
  names === undefined || names.includes(name) || names.includes(name.replace(/^(name)\..*$/, '$1'))

export const reads = ({ types }: Caller, type: TypeName, name: string): boolean => {
  const given = types[type]
  return given !== undefined && isAmong(given.reads, name)
}

export const writes = (who: Caller, type: TypeName, name: string): boolean =>
  reads(who, type, name) && isAmong(who.types[type]?.writes, name)

/** Whether a value shows: members are people, and to who may not see people there are none. */
export const shows = (who: Caller, type: TypeName, name: string): boolean =>
  reads(who, type, name) && !(name === 'members' && who.types.User === undefined)

/** What a body with another value of the attribute is answered with. */
export const statusOfWrite = (
  who: Caller,
  {
    type,
    operation,
    name,
    done,
  }: { readonly type: TypeName; readonly operation: Operation; readonly name: string; readonly done: number },
): number => {
  if (!may(who, type, operation)) return 403
  if (name === 'password') return who.setsPassword ? done : 403
  if (!writes(who, type, name)) return 403
  const isFixed = name === 'userName' && operation !== 'create'
  return shows(who, type, name) && !isFixed ? done : 400
}

/** `body` with the value of an attribute, wherever that stands. */
export const withAttribute = (body: object, name: string, value: unknown): Record<string, unknown> => {
  const [, extension, own = name] = /^(urn:.*):(\w+)$/.exec(name) ?? []
  const [top = '', part] = own.split('.')
  const holder = (extension === undefined ? body : ((body as Record<string, unknown>)[extension] ?? {})) as Record<
    string,
    object
  >
  const put = { ...holder, [top]: part === undefined ? value : { ...holder[top], [part]: value } }
  return extension === undefined ? put : { ...body, [extension]: put }
}

export const valueIn = (body: Record<string, unknown> | undefined, name: string): unknown => {
  const [, extension, own = name] = /^(urn:.*):(\w+)$/.exec(name) ?? []
  const holder = (extension === undefined ? body : body?.[extension]) as Record<string, unknown> | undefined
  return own.split('.').reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], holder)
}
