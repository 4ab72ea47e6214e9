import ts from 'typescript';
import { compareVersionIds, parseVersionId, type VersionId } from '../../model/version-id.ts';
import type { TypesReporter } from './reporter.ts';

/** A line of `versions.ts`, found in text that may not be TypeScript. */
interface NumberedLine {
  readonly id: VersionId;
  readonly name: string;
  readonly position: number;
}

/**
 * What a merge leaves in the list of versions: marks of a conflict, or, where they were taken out by
 * hand, two versions of one number. Both are said in numbers before the compiler says them in its
 * own words. True where there was something.
 */
export function reportVersionConflicts(
  path: string,
  text: string,
  reporter: TypesReporter,
): boolean {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
  const lines = numberedLines(text);
  const marks = [...text.matchAll(/^(?:<{7}|>{7})(?: (.*))?\r?$/gm)];
  const [first] = marks;
  const twice = lines.filter(({ id }, index) =>
    lines.slice(0, index).some((other) => compareVersionIds(other.id, id) === 0),
  );
  if (first !== undefined) {
    const names = marks.flatMap(([, name]) => (name === undefined ? [] : [name]));
    const sides = names.length === 2 ? ` between ${names.join(' and ')}` : '';
    const message = `An unresolved merge conflict${sides}${twice.length > 0 ? `: ${pairs(lines, twice)}` : ''}.`;
    const fix =
      twice.length > 0
        ? `Take the marks out and keep both lines. ${renumber(lines, twice)}`
        : 'Take the marks out and keep the lines of both sides, oldest first; then run `skewline generate`.';
    reporter.report('versions_conflict', {
      message,
      fix,
      place: { source, position: first.index },
    });
    return true;
  }
  const [repeated] = twice;
  if (repeated === undefined) return false;
  reporter.report('versions_conflict', {
    message: `Two versions have one number: ${pairs(lines, twice)}.`,
    fix: renumber(lines, twice),
    place: { source, position: repeated.position },
    version: repeated.id.text,
  });
  return true;
}

/** In the order of the text. Comments are skipped; a mark of a conflict is no reason to stop. */
function numberedLines(text: string): readonly NumberedLine[] {
  const withoutComments = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  );
  const found = withoutComments.matchAll(
    /^[ \t]*(?:readonly )?(['"]?)([\d.]+)\1[ \t]*:[ \t]*(['"])(\w+)\3/gm,
  );
  return [...found].flatMap(({ 2: number = '', 4: name = '', index }) => {
    const id = parseVersionId(number);
    return id === undefined ? [] : [{ id, name, position: index }];
  });
}

function pairs(lines: readonly NumberedLine[], twice: readonly NumberedLine[]): string {
  return twice
    .map(({ id }) => {
      const names = lines.filter((one) => compareVersionIds(one.id, id) === 0);
      return `${id.text} is ${names.map(({ name }) => name).join(' and ')}`;
    })
    .join('; ');
}

/** What to do, with the numbers to use. */
function renumber(lines: readonly NumberedLine[], twice: readonly NumberedLine[]): string {
  const newest = lines.map(({ id }) => id).reduce((a, b) => (compareVersionIds(a, b) < 0 ? b : a));
  const [major] = newest.parts;
  const isCounted = newest.text === String(major) && major < 1_000_000;
  const steps = twice.map(({ id }, index) => {
    const next = isCounted ? String(major + 1 + index) : undefined;
    return {
      from: id.text,
      to: next ?? 'the next free number',
      folders: `${id.folder} to ${next === undefined ? 'its folder' : `v${next}`}`,
    };
  });
  const numbers = steps.map(({ from, to }) => `${from} to ${to}`).join(', ');
  return `What has landed keeps its number: renumber what has not, ${numbers}. That is its line here (below the other), its folder (${steps.map(({ folders }) => folders).join(', ')}), since and until in operations.ts, and its answers in decisions.ts. Then run \`skewline generate\`.`;
}
