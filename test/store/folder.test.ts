import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolder } from '../../src/store/index.ts'
import { project } from '../support/project.ts'

describe('makeFolder', () => {
  it('makes what is missing, and leaves what is there', () => {
    const root = project({ 'kept/file.txt': 'x' })
    makeFolder(join(root, 'a', 'b', 'c'))
    makeFolder(join(root, 'kept'))
    expect(statSync(join(root, 'a', 'b', 'c')).isDirectory()).toBe(true)
    expect(existsSync(join(root, 'kept', 'file.txt'))).toBe(true)
  })

  it('says what the file system says where a file is in the way', () => {
    const root = project({})
    mkdirSync(join(root, 'a'))
    writeFileSync(join(root, 'a', 'file'), '')
    expect(() => makeFolder(join(root, 'a', 'file', 'b'))).toThrow('ENOTDIR')
  })

  it.skipIf(!existsSync('/proc/self'))('ends where the file system takes no folders', () => {
    expect(() => makeFolder('/proc/assay/reports')).toThrow('ENOENT')
  })
})
