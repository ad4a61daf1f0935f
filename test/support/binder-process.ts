/** The process behind `startBinder`: one connection for each password; says so after the first bind, counts until its input ends. */
import { Client, InvalidCredentialsError } from 'ldapts'

const { url, dn, passwords } = JSON.parse(process.argv[2] ?? '') as {
  readonly url: string
  readonly dn: string
  readonly passwords: readonly string[]
}

let attempts = 0
let isOver = false
const openedBy = new Set<string>()

const tryOn = async (password: string): Promise<void> => {
  const client = new Client({ url, timeout: 60_000 })
  while (!isOver) {
    try {
      await client.bind(dn, password)
      openedBy.add(password)
    } catch (error) {
      if (!(error instanceof InvalidCredentialsError)) throw error
    }
    attempts += 1
    if (attempts === 1) process.stdout.write('trying\n')
  }
  await client.unbind()
}

process.stdin.on('end', () => {
  isOver = true
})
process.stdin.resume()
await Promise.all(passwords.map(tryOn))
process.stdout.write(JSON.stringify({ attempts, openedBy: [...openedBy] }))
