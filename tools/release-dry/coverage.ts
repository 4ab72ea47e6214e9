import type { Problem } from '../packages/problem.ts';
import type { Changeset } from './plan.ts';

/** A published package, and what became of it since it was released. */
export interface Candidate {
  readonly name: string;
  readonly folder: string;
  /** The tag or commit of the last release; absent where it was never released. */
  readonly base: string | undefined;
  /** What changed since then, of the files in its folder. */
  readonly changed: readonly string[];
}

/** A package whose users get something else than before has a changeset that says what. */
export function coverageProblems(
  candidates: readonly Candidate[],
  changesets: readonly Changeset[],
): readonly Problem[] {
  return candidates
    .filter(
      ({ name }) => !changesets.some(({ releases }) => releases.some((one) => one.name === name)),
    )
    .flatMap(({ name, folder, base, changed }): Problem[] => {
      const fix = `run \`npm run changeset\` for ${name}: "Previously X. Now Y."`;
      if (base === undefined) {
        return [{ what: `${name} was never released, and has no changeset`, where: folder, fix }];
      }
      const [first] = changed;
      if (first === undefined) return [];
      const more = changed.length === 1 ? '' : ` and ${String(changed.length - 1)} more files`;
      return [
        {
          what: `${first}${more} changed since ${base}, and ${name} has no changeset`,
          where: folder,
          fix,
        },
      ];
    });
}

/** Of the files that changed, those that users get: sources and programs, and what the manifest says of them. */
export function released(
  folder: string,
  changed: readonly string[],
  manifest: { readonly before: string | undefined; readonly now: string },
): readonly string[] {
  return changed.filter((path) => {
    const inside = path.slice(folder.length + 1);
    if (inside === 'package.json') return manifestChanged(manifest.before, manifest.now);
    return /^(?:src|bin)\//.test(inside) && !/\.(?:test|test-d)\./.test(inside);
  });
}

function manifestChanged(before: string | undefined, now: string): boolean {
  return before === undefined || published(before) !== published(now);
}

/** What of a manifest matters to those who install the package. */
function published(text: string): string {
  // A manifest is an object; npm refuses any other.
  const manifest = JSON.parse(text) as Record<string, unknown>;
  for (const field of ['version', 'devDependencies', 'scripts']) delete manifest[field];
  return JSON.stringify(manifest);
}
