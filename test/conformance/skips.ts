/** skips: what scim2-tester leaves out against this gateway, and why. The run fails where this list is not the truth. */
import type { Skip } from './verdict.ts'

const required =
  'The tester adds and removes only what is not required. Adding it works, and removing it is 400 mutability: ' +
  'test/scim/patch/patch.cases.json, test/protocol/patch.test.ts.'

export const explained: readonly Skip[] = [
  {
    attributes: ['User userName'],
    checks: ['check_add_attribute', 'check_replace_attribute', 'check_remove_attribute'],
    why:
      'Required and immutable, as it names the entry: PATCH can do nothing with it but repeat it. ' +
      'Another value is 400 mutability: test/protocol/patch.test.ts.',
  },
  {
    attributes: ['User name', 'User active', 'Group displayName', 'Group members'],
    checks: ['check_add_attribute', 'check_remove_attribute'],
    why: required,
  },
  {
    attributes: ['User password'],
    checks: ['check_remove_attribute'],
    why:
      'It is never returned, so the tester sees nothing to remove. ' +
      'Removing it is 400 mutability, as nobody could see that it is gone: test/scim/patch/patch.cases.json.',
  },
]
