import type { PackedFile, Tarball } from '../packages/tarball.ts';
import type { Release } from './plan.ts';

/** The files of a package with their sizes; those that were built from one source share a line. */
export function fileLines({ name, bytes, unpackedBytes, files }: Tarball): readonly string[] {
  const groups = new Map<string, PackedFile[]>();
  for (const file of files) {
    const stem = file.path.replace(/(?:\.d\.ts|\.js|\.ts)(?:\.map)?$/, '');
    groups.set(stem, [...(groups.get(stem) ?? []), file]);
  }
  const lines = [...groups].map(([stem, group]) => {
    const total = group.reduce((sum, file) => sum + file.bytes, 0);
    const endings = group.map(({ path }) => path.slice(stem.length));
    const [first = ''] = endings;
    const shown = endings.length === 1 ? `${stem}${first}` : `${stem}{${endings.join(',')}}`;
    return `  ${String(total).padStart(9)}  ${shown}`;
  });
  const head = `${name}: ${String(files.length)} files, ${String(bytes)} bytes packed, ${String(unpackedBytes)} unpacked`;
  return [head, ...lines, ''];
}

/** What would be released of a package, and the words that people would read. */
export function releaseLines(release: Release, section: string): readonly string[] {
  const { name, type, from, to, changesets } = release;
  const why = changesets.length === 0 ? 'because of its dependencies' : changesets.join(', ');
  const text = section.split('\n').map((line) => (line === '' ? '' : `    ${line}`));
  return [`${name}: ${type}, ${from} -> ${to} (${why})`, ...text, ''];
}
