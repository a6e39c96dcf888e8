import { expect, it } from 'vitest'
import { z } from 'zod'
import { faultsOf } from '../../src/core/faults.ts'

const target = z.union([
  z.strictObject({ recorded: z.string() }),
  z.strictObject({ command: z.array(z.string()).min(1), mode: z.enum(['once', 'lines']).default('once') }),
])
const schema = z.strictObject({
  name: z.string().min(1),
  repeats: z.int().min(1).max(10).default(1),
  margin: z.number().gt(0).exactOptional(),
  flag: z.boolean().exactOptional(),
  input: z.union([z.string(), z.record(z.string(), z.json())]).exactOptional(),
  targets: z.record(z.string(), target).exactOptional(),
  named: z.record(z.string().regex(/^\S+$/, 'a name has no spaces'), z.number()).exactOptional(),
})

const told = (value: unknown) => {
  const parsed = schema.safeParse(value)
  return parsed.success
    ? []
    : faultsOf(parsed.error.issues, schema, value).map(({ message, mend }) =>
        mend === undefined ? message : `${message}; ${mend}`,
      )
}

it.each<[unknown, string[]]>([
  [{ name: 'x' }, []],
  [{}, ['"name" is missing']],
  [{ nmae: 'x' }, ['unknown key "nmae"; did you mean "name"?']],
  [{ name: 'x', zzz: 1 }, ['unknown key "zzz"; known keys are name, repeats, margin, flag, input, targets, named']],
  [{ name: '' }, ['"name" must not be empty']],
  [{ name: 2 }, ['"name" must be text, not 2; write it in quotes: "2"']],
  [{ name: null }, ['"name" must be text, not null']],
  [{ name: 'x', repeats: 1.5 }, ['"repeats" must be a whole number, not the number 1.5']],
  [{ name: 'x', repeats: 0 }, ['"repeats" must be at least 1, not 0']],
  [{ name: 'x', repeats: 11 }, ['"repeats" must be at most 10, not 11']],
  [{ name: 'x', margin: 0 }, ['"margin" must be more than 0, not 0']],
  [{ name: 'x', flag: 'yes' }, ['"flag" must be true or false, not the text "yes"']],
  [{ name: 'x', input: 3 }, ['"input" must be text or an object, not 3']],
  [{ name: 'x', targets: { a: {} } }, ['"targets.a" needs "recorded" or "command"']],
  [{ name: 'x', named: { 'a b': 1 } }, ['"named.a b": a name has no spaces']],
  [{ name: 'x', targets: { a: { comand: ['x'] } } }, ['unknown key "comand" in "targets.a"; did you mean "command"?']],
  [{ name: 'x', targets: { a: { command: [] } } }, ['"targets.a.command" must not be empty']],
  [{ name: 'x', targets: { a: { command: 'node x' } } }, ['"targets.a.command" must be a list, not the text "node x"']],
  [
    { name: 'x', targets: { a: { command: ['x'], mode: 'line' } } },
    ['"targets.a.mode" must be "once" or "lines", not the text "line"; did you mean "lines"?'],
  ],
  [
    { name: 'x', targets: { a: { command: ['x', 1] } } },
    ['"targets.a.command.1" must be text, not 1; write it in quotes: "1"'],
  ],
  [[1], ['it must be an object, not a list']],
])('says of %j what is wrong', (value, wanted) => {
  expect(told(value)).toEqual(wanted)
})
