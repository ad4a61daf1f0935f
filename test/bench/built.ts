/** buildProgram: the gateway as it is published: compiled, so that Node need not take types out of it as it starts. */
import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const root = resolve(import.meta.dirname, '../..')

/** Its path. @throws Error with what the compiler has said */
export const buildProgram = async (): Promise<string> => {
  await promisify(execFile)('npm', ['run', 'build'], { cwd: root })
  return join(root, 'dist/main.js')
}
