/** The blocks of docs/api.md, and how an answer is held against the one on the page. */
import { isDeepStrictEqual } from 'node:util'

/** A block of shell, and the answer below it where there is one. */
export interface Step {
  /** The heading that it stands under. */
  readonly section: string
  readonly shell: string
  readonly answer: string | undefined
}

export const stepsOf = (page: string): readonly Step[] => {
  const steps: Step[] = []
  let section = ''
  for (const [, heading, language, block = ''] of page.matchAll(/^## ([^\n]+)$|^```(sh|http)\n(.*?)^```$/gms)) {
    if (heading !== undefined) section = heading
    else if (language === 'sh') steps.push({ section, shell: block, answer: undefined })
    else steps.push({ ...(steps.pop() as Step), answer: block })
  }
  return steps
}

/** Values by the `$name` that stands for them on the page. */
export type Names = Map<string, string>

export interface Exchange {
  readonly status: string
  readonly headers: ReadonlyMap<string, string>
  /** undefined: no body. */
  readonly body: unknown
}

/** What `curl -i` prints, or what stands on the page. */
export const parseExchange = (text: string): Exchange => {
  const [head = '', body = ''] = text.replaceAll('\r\n', '\n').split(/\n\n(.*)/s)
  const [status = '', ...headers] = head.trimEnd().split('\n')
  return {
    status: status.replace(/^HTTP\/\S+ (\d+).*/, '$1'),
    headers: new Map(headers.map((line) => [line.split(': ')[0]?.toLowerCase() ?? '', line.replace(/^[^:]+: /, '')])),
    body: body.trim() === '' ? undefined : JSON.parse(body),
  }
}

/** Where the answer differs from the page; new names are taken from it. */
export const differences = (page: Exchange, answer: Exchange, names: Names): readonly string[] => [
  ...(page.status === answer.status ? [] : [`status ${answer.status} for ${page.status}`]),
  ...[...page.headers].flatMap(([name, value]) => differs(name, value, answer.headers.get(name), names)),
  ...differs('body', page.body, answer.body, names),
]

const differs = (place: string, shown: unknown, sent: unknown, names: Names): readonly string[] => {
  if (shown === '…') return sent === undefined ? [`${place} is missing`] : []
  if (typeof shown === 'string' && typeof sent === 'string') {
    return fits(shown, sent, names) ? [] : [`${place}: ${sent} for ${shown}`]
  }
  if (Array.isArray(shown) && Array.isArray(sent)) {
    const lengths = shown.length === sent.length ? [] : [`${place} has ${sent.length} for ${shown.length}`]
    return [...lengths, ...shown.flatMap((item, at) => differs(`${place}[${at}]`, item, sent[at], names))]
  }
  if (isObject(shown) && isObject(sent)) {
    const { '…': others, ...members } = shown
    const extra = others === undefined ? Object.keys(sent).filter((key) => !(key in members)) : []
    return [
      ...extra.map((key) => `${place}.${key} is not on the page`),
      ...Object.entries(members).flatMap(([key, value]) => differs(`${place}.${key}`, value, sent[key], names)),
    ]
  }
  return isDeepStrictEqual(shown, sent) ? [] : [`${place}: ${JSON.stringify(sent)} for ${JSON.stringify(shown)}`]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `…` fits anything, a known `$name` its value, a new one whatever stands in its place. */
const fits = (shown: string, sent: string, names: Names): boolean => {
  const fresh: string[] = []
  const parts = shown.split(/(…|\$\w+)/).map((part) => {
    if (part === '…') return '.*'
    const name = /^\$\w+$/.test(part) ? part.slice(1) : undefined
    if (name === undefined) return literal(part)
    const known = names.get(name)
    if (known !== undefined) return literal(known)
    fresh.push(name)
    return '(.+)'
  })
  const match = new RegExp(`^${parts.join('')}$`, 's').exec(sent)
  for (const [at, name] of fresh.entries()) if (match !== null) names.set(name, match[at + 1] as string)
  return match !== null
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
