import { posix } from 'node:path';
import { record } from '../src/tree.ts';
import type { Problem } from './problem.ts';

/** A package as npm would pack it. */
export interface Contents {
  /** The package's folder in the repository. */
  readonly folder: string;
  /** Paths inside the package. */
  readonly paths: readonly string[];
  text(path: string): string;
}

const required = ['package.json', 'README.md', 'LICENSE'];
const forTests =
  /\.(?:test|test-d|spec)\.|(?:^|\/)(?:test|tests|__tests__|fixtures|cases)\/|\.tsbuildinfo$/;

/** What must be in a package and is not, and what is in it and must not be. */
export function contentProblems(contents: Contents): readonly Problem[] {
  return [
    ...missing(contents),
    ...tests(contents),
    ...mapsToNothing(contents),
    ...namesNoMap(contents),
    ...withoutSource(contents),
  ];
}

function missing({ folder, paths }: Contents): readonly Problem[] {
  return required
    .filter((path) => !paths.includes(path))
    .map((path) => ({
      what: `it would be published without ${path}`,
      where: `${folder}/${path}`,
      fix: `write ${path}`,
    }));
}

function tests({ folder, paths }: Contents): readonly Problem[] {
  return paths
    .filter((path) => forTests.test(path))
    .map((path) => ({
      what: `${path} is for tests, and would be published`,
      where: `${folder}/package.json`,
      fix: 'exclude it in "files", and from the build in tsconfig.json',
    }));
}

/** A source map is of use where its sources are in the package, and only there. */
function mapsToNothing(contents: Contents): readonly Problem[] {
  const { folder, paths } = contents;
  const all = new Set(paths);
  const left = new Set(leftOver(contents));
  return paths
    .filter((path) => path.endsWith('.map') && !left.has(path))
    .flatMap((path) => {
      const { sources, sourcesContent } = record(JSON.parse(contents.text(path)));
      if (Array.isArray(sourcesContent)) return [];
      const listed = Array.isArray(sources) ? sources.map(String) : [];
      const lost = listed.filter(
        (source) => !all.has(posix.normalize(posix.join(posix.dirname(path), source))),
      );
      return lost.map((source) => ({
        what: `the source map ${path} leads to ${source}, which is not in the package`,
        where: `${folder}/package.json`,
        fix: 'add the sources to "files", or turn off "sourceMap" and "declarationMap"',
      }));
    });
}

/** A file that names a source map which is not there makes debuggers complain. */
function namesNoMap(contents: Contents): readonly Problem[] {
  const { folder, paths } = contents;
  const all = new Set(paths);
  return paths
    .filter((path) => /^dist\/.*\.(?:js|d\.ts)$/.test(path))
    .flatMap((path) => {
      const named = /^\/\/# sourceMappingURL=(?!data:)(\S+)\s*$/m.exec(contents.text(path))?.[1];
      if (named === undefined || all.has(posix.join(posix.dirname(path), named))) return [];
      return [
        {
          what: `${path} names the source map ${named}, which is not in the package`,
          where: `${folder}/package.json`,
          fix: 'add the maps to "files", or turn off "sourceMap" and "declarationMap"',
        },
      ];
    });
}

function withoutSource(contents: Contents): readonly Problem[] {
  const { folder } = contents;
  const left = leftOver(contents).filter((path) => !path.endsWith('.map'));
  if (left.length === 0) return [];
  return [
    {
      what: `built from files that are not there any more, and would be published: ${left.join(', ')}`,
      where: `${folder}/dist`,
      fix: `rm -r ${folder}/dist ${folder}/.tsbuild; what is needed is built again`,
    },
  ];
}

/** `tsc -b` leaves behind what it built from a file that was removed or renamed. */
function leftOver({ paths }: Contents): readonly string[] {
  const all = new Set(paths);
  // A package without its sources has maps to nothing, and that is said once.
  if (!paths.some((path) => path.startsWith('src/'))) return [];
  return paths.filter((path) => {
    const stem = /^dist\/(.*?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(path)?.[1];
    return stem !== undefined && !['ts', 'tsx'].some((ending) => all.has(`src/${stem}.${ending}`));
  });
}
