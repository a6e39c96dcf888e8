// Preloaded into a measured process: leaves its peak memory (bytes) in the file that PEAK_FILE names. Plain JavaScript, as stripping
// types would itself be measured.
import { writeFileSync } from 'node:fs'

const file = process.env.PEAK_FILE
if (file !== undefined) process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS * 1024)))
