import type { SkewReport, SkewVerdict, SledSkew } from '@skewline/nexus-client/operator';
import { compareVersions, rangeText, shortVersion } from './versions.ts';

/** How one side understands the other. */
export interface Cell {
  readonly verdict: SkewVerdict;
  /** `version 48, of up to 49` */
  readonly spoken: string;
  /** What gets lost, in words. */
  readonly losses: readonly string[];
}

/** Sled agents that are alike in all that matters here. */
export interface MatrixRow {
  /** What they announce: `1 to 48`; null: they have said nothing yet. */
  readonly versions: string | null;
  readonly serials: readonly string[];
  /** What nexus asks of them. */
  readonly commands: Cell;
  /** What they tell nexus. */
  readonly reports: Cell;
}

/** The worst first; among those that are alike the oldest first. */
export function matrixOf({ nexus, sleds }: SkewReport): readonly MatrixRow[] {
  const newestOf = (api: string): string | null =>
    nexus.find((one) => one.api === api)?.newest ?? null;
  const [commands, reports] = [newestOf('sled-agent'), newestOf('nexus-internal')];
  const groups = new Map<string, SledSkew[]>();
  for (const sled of sleds) {
    const { announced, spoken, verdict, losses, reports_in: reportsIn } = sled;
    const key = JSON.stringify([announced, spoken, verdict, losses.toSorted(), reportsIn]);
    groups.set(key, [...(groups.get(key) ?? []), sled]);
  }
  return [...groups.values()]
    .toSorted(([one], [other]) => (one && other ? compareSkew(one, other) : 0))
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      return [
        {
          versions: first.announced === null ? null : rangeText(first.announced),
          serials: group.map(({ serial }) => serial).toSorted(),
          commands: commandsOf(first, commands),
          reports: reportsOf(first, reports),
        },
      ];
    });
}

const badness: { readonly [Verdict in SkewVerdict]: number } = {
  refused: 0,
  unknown: 1,
  lossy: 2,
  full: 3,
};

function compareSkew(one: SledSkew, other: SledSkew): number {
  return (
    badness[one.verdict] - badness[other.verdict] ||
    compareVersions(newestIn(one.announced), newestIn(other.announced)) ||
    (one.serial < other.serial ? -1 : 1)
  );
}

function newestIn(announced: string | null): string {
  return announced?.split('..').at(-1) ?? '';
}

function commandsOf({ verdict, spoken, losses }: SledSkew, newest: string | null): Cell {
  if (verdict === 'refused') {
    const known = newest === null ? '' : `: nexus speaks up to ${shortVersion(newest)}`;
    return { verdict, spoken: `none in common${known}`, losses };
  }
  return { verdict, spoken: spokenText(spoken, newest), losses };
}

/**
 * What a sled agent tells in an older version has no words for what came later; neither has what it tells in the newest
 * version that this nexus hears, where nexus is the older one: then it has said that something was lost.
 */
function reportsOf({ reports_in: version, losses }: SledSkew, newest: string | null): Cell {
  const spoken = spokenText(version, newest);
  if (version === null) return { verdict: 'unknown', spoken, losses: [] };
  const isOlder = newest !== null && compareVersions(version, newest) < 0;
  return isOlder || losses.length > 0
    ? { verdict: 'lossy', spoken, losses }
    : { verdict: 'full', spoken, losses: [] };
}

function spokenText(version: string | null, newest: string | null): string {
  if (version === null) return 'nothing said yet';
  const text = `version ${shortVersion(version)}`;
  return newest === null || compareVersions(version, newest) >= 0
    ? text
    : `${text}, of up to ${shortVersion(newest)}`;
}

/** The verdict in a word, as on a badge. */
export const verdictWords: { readonly [Verdict in SkewVerdict]: string } = {
  full: 'full',
  lossy: 'lossy',
  refused: 'refused',
  unknown: 'not heard',
};

/** What a verdict means, in a sentence. */
export const verdictSentences: { readonly [Verdict in SkewVerdict]: string } = {
  full: 'All that they say arrives.',
  lossy: 'It works, and something gets lost that the older one has no words for.',
  refused: 'They have no version in common, and cannot work together.',
  unknown: 'One of them has not been heard yet.',
};
