/** The kinds of directories over 389 Directory Server: none where it is not installed and cannot be (test/vitest.config.ts). */
import { existsSync } from 'node:fs'
import { startDs389, versionType } from '../support/ds389.ts'
import { installDs389 } from '../support/install-ds389.ts'
import type { DirectoryKind } from './standing.ts'
import { standingOn } from './standing-on.ts'

const isToBeHad = existsSync('/usr/sbin/ns-slapd') || process.getuid?.() === 0

const kinds: readonly DirectoryKind[] = [
  {
    name: '389-ds',
    description: '389 Directory Server 2.3 as Debian has it, with `directory.version`; preset `389-ds`',
    start: async () => {
      await installDs389()
      return standingOn(await startDs389({ attributeTypes: [versionType] }), { overlay: {} })
    },
  },
]

export const ds389Kinds: readonly DirectoryKind[] = isToBeHad ? kinds : []
