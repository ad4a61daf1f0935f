/** The kinds of directories over Samba as an Active Directory domain controller: by root alone (test/support/install-samba.ts). */
import { canRunSamba, installSamba } from '../support/install-samba.ts'
import { startSamba } from '../support/samba.ts'
import type { DirectoryKind } from './standing.ts'
import { standingOn } from './standing-on.ts'

const kinds: readonly DirectoryKind[] = [
  {
    name: 'Samba AD',
    description: 'Samba 4.17 as an Active Directory domain controller, as Debian has it; preset `activeDirectory`',
    start: async () => {
      await installSamba()
      return standingOn(await startSamba(), { overlay: {} })
    },
  },
]

export const sambaKinds: readonly DirectoryKind[] = canRunSamba ? kinds : []
