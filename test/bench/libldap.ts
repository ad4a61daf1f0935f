/** searchByLibldap: single searches by id through ldapsearch(1), several at a time: what a C client gets from slapd. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentOf, type SlapdInstallation } from '../../src/demo/install-slapd.ts'
import { peopleBaseOf } from './content.ts'
import type { Facts } from './facts.ts'
import { pinned } from './pinned.ts'
import { nth } from './scenario.ts'
import { shownTypes } from './shown-types.ts'

export const libldapProcesses = 4
/** What one of them may be expected to do in a second. */
const perSecond = 1_500

/** Each process makes one search after another over one connection, a line of its file each. */
export const searchByLibldap = async (
  facts: Facts,
  { installation, seconds: wanted }: { readonly installation: SlapdInstallation; readonly seconds: number },
): Promise<{ readonly turns: number; readonly seconds: number }> => {
  const folder = mkdtempSync(join(tmpdir(), 'scimdap-bench-'))
  const lines = Math.max(50, Math.round(perSecond * wanted))
  try {
    const passwordFile = join(folder, 'password')
    writeFileSync(passwordFile, facts.password, { mode: 0o600 })
    const commands = Array.from({ length: libldapProcesses }, (_, process) => {
      const file = join(folder, `ids-${process}`)
      const ids = Array.from({ length: lines }, (_, line) => nth(facts.persons, process * lines + line).id)
      writeFileSync(file, `${ids.join('\n')}\n`)
      return commandOf(facts, { program: installation.ldapsearch ?? '', file, passwordFile })
    })
    const began = performance.now()
    await Promise.all(commands.map((command) => run(command, environmentOf(installation))))
    return { turns: libldapProcesses * lines, seconds: (performance.now() - began) / 1_000 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Search {
  readonly program: string
  readonly file: string
  readonly passwordFile: string
}

const commandOf = (facts: Facts, { program, file, passwordFile }: Search): readonly string[] =>
  pinned([
    ...[program, '-x', '-LLL', '-H', facts.ldapUrl, '-D', facts.bindDn, '-y', passwordFile],
    ...['-b', peopleBaseOf(facts.suffix), '-f', file],
    ...['(&(objectClass=inetOrgPerson)(uid=*)(sn=*)(entryUUID=%s))', ...shownTypes],
  ])

/** What it prints is thrown away, as it is in the other load process. */
const run = async ([command = '', ...words]: readonly string[], env: NodeJS.ProcessEnv): Promise<void> => {
  const child = spawn(command, words, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`ldapsearch ended with ${code}`)
}
