import type { Sled } from '@skewline/nexus-types/domain';
import type { SledSkew, SkewVerdict } from '@skewline/nexus-types/operator/v1';
import { highestCommon, parseAnnouncement } from '@skewline/runtime/exchange';
import { api } from '@skewline/sled-agent-client';
import { convert } from '@skewline/sled-agent-types';
import { capAnnouncement } from './age.ts';
import type { SledMemory } from './memory.ts';

/** What a sled and this nexus, which speaks no version above `newest`, say to each other. */
export function skewOf(
  { id, baseboard }: Pick<Sled, 'id' | 'baseboard'>,
  { announced, spoken, losses: seen, reportsIn, timeHeard }: Readonly<SledMemory>,
  newest: string | null,
): SledSkew {
  const common = announced === null ? undefined : commonVersion(announced, newest);
  const version = spoken ?? common ?? null;
  const losses = [...new Set([...(version === null ? [] : lostIn(version)), ...seen])];
  return {
    sled_id: id,
    serial: baseboard.serial,
    announced,
    spoken,
    verdict: verdictOf(announced, common, losses),
    losses,
    reports_in: reportsIn,
    time_heard: timeHeard,
  };
}

function verdictOf(
  announced: string | null,
  common: string | undefined,
  losses: readonly string[],
): SkewVerdict {
  if (announced === null) return 'unknown';
  if (common === undefined) return 'refused';
  return losses.length === 0 ? 'full' : 'lossy';
}

function commonVersion(announced: string, newest: string | null): string | undefined {
  const ranges = parseAnnouncement(
    newest === null ? announced : capAnnouncement(announced, newest),
  );
  return ranges === undefined ? undefined : highestCommon(api, ranges);
}

/**
 * What no report of this version can say, whether or not one had to: found out by trying. A report says no more than that
 * a VMM failed, and why.
 */
function lostIn(version: string): readonly string[] {
  const losses: string[] = [];
  const state = { kind: 'failed', cause: 'zone_gone', detail: null };
  const report = { vmm_state: { gen: 1, state, time_updated: '2026-11-21T00:00:00Z' } };
  const way = { from: newestVersion, to: Number.parseInt(version, 10) };
  convert('SledVmmState', way, report, { lost: ({ loss }) => losses.push(loss) });
  return losses;
}

// They are whole numbers, and there is at least one.
const newestVersion = Number(api.versions.at(-1));
