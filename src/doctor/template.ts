/** Template: JSON with `{variables}` in its strings, filled when the step is played. */

export type Template =
  | string
  | number
  | boolean
  | null
  | readonly Template[]
  | Each
  | Echo
  | { readonly [key: string]: Template | undefined }

/** One element for each of a list variable, in which `{each}` is the one. */
export interface Each {
  readonly $each: string
  readonly item: Template
}

/** An earlier answer, sent back with changes, as PUT clients do. */
export interface Echo {
  readonly $echo: string
  readonly change: { readonly [key: string]: Template | undefined }
}

export type Variables = Readonly<Record<string, unknown>>

/** Some step before, which would have given the variable, did not get that far. */
export class MissingVariable extends Error {
  readonly variable: string
  constructor(variable: string) {
    super(`nothing is known as ${variable}`)
    this.variable = variable
  }
}

/** A string that is one variable and no more becomes its value, whatever type that has. @throws MissingVariable */
export const fill = (template: Template | undefined, variables: Variables): unknown => {
  if (typeof template === 'string') return fillText(template, variables)
  if (Array.isArray(template))
    return template.flatMap((item) => (isEach(item) ? fillEach(item, variables) : [fill(item, variables)]))
  if (typeof template !== 'object' || template === null) return template
  if (isEach(template)) return fillEach(template, variables)
  if (isEcho(template))
    return { ...(known(template.$echo, variables) as object), ...fillObject(template.change, variables) }
  return fillObject(template as Readonly<Record<string, Template>>, variables)
}

/** For a URL: each variable percent-encoded, so that none of it is read as another part. @throws MissingVariable */
export const fillPath = (path: string, variables: Variables): string =>
  path.replaceAll(placeholder, (_, name: string) => encodeURIComponent(String(known(name, variables))))

/** Names of the variables that a template needs. */
export const variablesIn = (template: unknown): readonly string[] =>
  [...JSON.stringify(template ?? '').matchAll(/\{([a-z][A-Za-z0-9.]*)\}|"\$(?:each|echo)":"([^"]+)"/g)]
    .map(([, plain, list]) => plain ?? (list as string))
    .filter((name) => name !== 'each')

const placeholder = /\{([a-z][A-Za-z0-9.]*)\}/g
const whole = /^\{([a-z][A-Za-z0-9.]*)\}$/

const fillText = (text: string, variables: Variables): unknown => {
  const name = whole.exec(text)?.[1]
  if (name !== undefined) return known(name, variables)
  return text.replaceAll(placeholder, (_, inner: string) => String(known(inner, variables)))
}

const fillObject = (object: Readonly<Record<string, Template | undefined>>, variables: Variables): object =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, fill(value, variables)]))

const fillEach = ({ $each, item }: Each, variables: Variables): readonly unknown[] =>
  (known($each, variables) as readonly unknown[]).map((each) => fill(item, { ...variables, each }))

const known = (name: string, variables: Variables): unknown => {
  if (Object.hasOwn(variables, name) && variables[name] !== undefined) return variables[name]
  throw new MissingVariable(name)
}

const isEach = (template: Template | undefined): template is Each =>
  typeof template === 'object' && template !== null && '$each' in template
const isEcho = (template: Template | undefined): template is Echo =>
  typeof template === 'object' && template !== null && '$echo' in template
