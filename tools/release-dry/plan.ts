import { record } from '../src/tree.ts';

/** What would be released, as `changeset status` says it. */
export interface ReleasePlan {
  readonly changesets: readonly Changeset[];
  /** Every package that gets a new version. */
  readonly releases: readonly Release[];
}

export interface Changeset {
  readonly id: string;
  readonly summary: string;
  readonly releases: readonly { readonly name: string; readonly type: string }[];
}

export interface Release {
  readonly name: string;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  /** Ids of the changesets that ask for it; none where only a dependency changes. */
  readonly changesets: readonly string[];
}

export function planOf(status: unknown): ReleasePlan {
  const { changesets, releases } = record(status);
  return {
    changesets: list(changesets).map(({ id, summary, releases: named }) => ({
      id: String(id),
      summary: String(summary),
      releases: list(named).map(({ name, type }) => ({ name: String(name), type: String(type) })),
    })),
    releases: list(releases)
      .filter(({ type }) => type !== 'none')
      .map((release) => ({
        name: String(release['name']),
        type: String(release['type']),
        from: String(release['oldVersion']),
        to: String(release['newVersion']),
        changesets: Array.isArray(release['changesets']) ? release['changesets'].map(String) : [],
      })),
  };
}

/** The newest section of a changelog, without the commits, which exist only when it is released. */
export function newestSection(changelog: string): string {
  const [, section = ''] = changelog.split(/^(?=## )/m);
  const lines = section
    .replaceAll(/^- [0-9a-f]{7,40}: /gm, '- ')
    .replaceAll(/^- Updated dependencies \[[^\]]*\]/gm, '- Updated dependencies')
    .trimEnd()
    .split('\n');
  return lines
    .filter((line, index) => line !== lines[index - 1] || !line.startsWith('- Updated'))
    .join('\n');
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(record) : [];
}
