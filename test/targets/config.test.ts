import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { type AssayError, formatProblem } from '../../src/core/errors.ts'
import type { CommandOptions, TargetValue } from '../../src/targets/index.ts'
import { command, createTarget, targetSchema, targetTable } from '../../src/targets/index.ts'
import { fromEnv, openTarget } from '../support/openTarget.ts'
import { project } from '../support/project.ts'

const faults = (value: unknown) => {
  try {
    createTarget(value as TargetValue)
    return []
  } catch (error) {
    return (error as AssayError).problems.map(formatProblem)
  }
}

describe('targets as plain data', () => {
  it('are made as YAML says them', () => {
    const value = parse('{ v1: { recorded: a.jsonl }, v2: { command: [node, bot.mjs], mode: lines, version: "2" } }')
    expect(createTarget(value.v1)).toMatchObject({ kind: 'recorded', options: { recorded: 'a.jsonl' } })
    expect(createTarget(value.v2)).toMatchObject({
      kind: 'command',
      options: { command: ['node', 'bot.mjs'], mode: 'lines', version: '2' },
    })
  })

  it.each<[unknown, string[]]>([
    [{ recorded: 'a', mode: 'lines' }, ['unknown key "mode"; known keys are recorded']],
    [{ comand: ['x'] }, ['unknown key "comand"; did you mean "command"?']],
    [{ command: 'node bot.mjs' }, ['"command" must be a list, not the text "node bot.mjs"']],
    [{ command: [''] }, ['"command": name the program first']],
    [{ command: ['x'], version: 2 }, ['"version" must be text, not 2; write it in quotes: "2"']],
    [{ command: ['x'], mod: 'lines' }, ['unknown key "mod"; did you mean "mode"?']],
    ['bot', ['it must be an object, not the text "bot"']],
  ])('%j is told to be wrong', (value, wanted) => {
    expect(faults(value)).toEqual(wanted)
  })

  it('have a JSON Schema', () => {
    const schema = z.toJSONSchema(targetSchema, { io: 'input' })
    const kinds = (schema.anyOf ?? []).map(({ required }) => required)
    expect(kinds).toEqual(Object.keys(targetTable).map((kind) => [kind]))
  })
})

describe('the fingerprint of a command', () => {
  const print = async (argv: string[], options: CommandOptions, root: string, env = {}) =>
    (await openTarget(command(argv, options), root, env)).fingerprint

  it('changes with what decides the answers', async () => {
    const root = project({ 'bot.mjs': '1', 'sub/bot.mjs': '1' })
    const prints = await Promise.all([
      print(['node', 'bot.mjs'], {}, root),
      print(['node', 'bot.mjs', '-v'], {}, root),
      print(['node', 'bot.mjs'], { mode: 'lines' }, root),
      print(['node', 'bot.mjs'], { version: '1' }, root),
      print(['node', 'bot.mjs'], { cwd: 'sub' }, root),
      print(['node', 'bot.mjs'], { env: { MODEL: 'a' } }, root),
      print(['node', 'bot.mjs'], { env: { MODEL: 'b' } }, root),
    ])
    expect(new Set(prints).size).toBe(7)
    expect(await print(['node', 'bot.mjs'], {}, root)).toBe(prints[0])
  })

  it('notices a changed script, unless a version stands for it', async () => {
    const root = project({ 'bot.mjs': 'one' })
    const both = async () => [
      await print(['node', 'bot.mjs'], {}, root),
      await print(['node', './bot.mjs'], { version: '1' }, root),
    ]
    const [script, versioned] = await both()
    writeFileSync(join(root, 'bot.mjs'), 'two')
    const [changed, same] = await both()
    expect(changed).not.toBe(script)
    expect(same).toBe(versioned)
  })

  it('knows secrets by name only, and not where the project lies', async () => {
    const one = project({ 'bot.mjs': 'x' })
    const two = project({ 'bot.mjs': 'x' })
    const options = (key: string) => ({ env: { API_KEY: key, AUTH: fromEnv('TOKEN') } })
    expect(await print(['node', 'bot.mjs'], options('old'), one, { TOKEN: 'a' })).toBe(
      await print(['node', 'bot.mjs'], options('new'), two, { TOKEN: 'b' }),
    )
  })
})
