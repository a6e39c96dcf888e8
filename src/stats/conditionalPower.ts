import { requireFinite, requireLevel } from './check.ts'
import { normCdf } from './normal.ts'

/**
 * The chance that a test which is under way ends significant, given what it has seen so far: that the final z reaches
 * the bound (the B-value, Lan & Wittes 1988; Proschan, Lan & Wittes 2006, chapter 3). B(t) = z sqrt(t) moves as a
 * Brownian motion with the drift given.
 *
 * @param input `z`: the statistic at `information`, the share of the full information in (0, 1); `bound`: what the final
 *   z must reach, Infinity where nothing does; `drift`: the expected final z, z / sqrt(information) if the trend so far
 *   goes on, 0 under no change
 * @returns a probability
 * @throws RangeError when z or drift is not finite, bound is NaN, or information is outside (0, 1)
 */
export function conditionalPower(input: { z: number; information: number; bound: number; drift: number }): number {
  const { z, information, bound, drift } = input
  requireFinite('z', z)
  requireFinite('drift', drift)
  requireLevel('information', information)
  if (Number.isNaN(bound)) requireFinite('bound', bound)
  const rest = 1 - information
  const expected = z * Math.sqrt(information) + drift * rest
  return normCdf({ x: (expected - bound) / Math.sqrt(rest) })
}
