import { createHash } from 'node:crypto';
import { header } from '../emit/header.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import type { FileMap } from '../model/file-map.ts';
import type { Problem } from '../model/problem.ts';
import type { FoundFile } from '../read/package-files.ts';

/** Everything that is generated is below this folder of the sources, and nothing else is. */
export const generatedFolder = 'generated';

/** See `stamp.ts`. It is no output: it may be absent, and git ignores it. */
export const stampName = '.skewline-stamp.json';

/** Without what makes it a comment: other kinds of file have other comments. */
const headerSentence = header.replace('// ', '');

/** What writing would do. Paths are relative to the source folder, as in the file map. */
export interface WritePlan {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
  /** Set: nothing may be written. */
  readonly problems: readonly Problem[];
}

/** Compares what is generated with what is in the generated folder, given relative to that folder. */
export function compareWithDisk(
  files: FileMap,
  onDisk: readonly FoundFile[],
  shownAs: string,
): WritePlan {
  const found = new Map(
    onDisk
      .filter(({ path }) => path !== stampName && !isLitter(path))
      .map((file) => [`${generatedFolder}/${file.path}`, file]),
  );
  const created: string[] = [];
  const changed: string[] = [];
  const unchanged: string[] = [];
  for (const [path, text] of files) {
    const before = found.get(path);
    if (before === undefined) created.push(path);
    else if (before.text === text) unchanged.push(path);
    else changed.push(path);
  }
  const removed = [...found.keys()].filter((path) => !files.has(path));
  const problems = [...changed, ...removed]
    .filter((path) => !isGenerated(path, found.get(path)?.text))
    .map((path) => inTheWay(`${shownAs}/${path}`));
  return { created, changed, removed, unchanged, problems };
}

export function isUpToDate({ created, changed, removed }: WritePlan): boolean {
  return created.length + changed.length + removed.length === 0;
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What desktops leave in every folder that they show. */
function isLitter(path: string): boolean {
  return /(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini)$/.test(path);
}

/** Whether a file says of itself that it was generated, so that it may be replaced or removed. */
function isGenerated(path: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  // A merge that met a conflict leaves no JSON, and may have split the first line.
  if (hasConflict(text)) return text.includes(headerSentence);
  if (!path.endsWith('.json')) {
    const end = text.indexOf('\n');
    return text.slice(0, end < 0 ? undefined : end).includes(headerSentence);
  }
  try {
    // What JSON.parse returns is Json by definition.
    const json = JSON.parse(text) as Json;
    const comment = isJsonObject(json) ? (json['$comment'] ?? json['x-generated']) : undefined;
    return typeof comment === 'string' && comment.includes(headerSentence);
  } catch {
    return false;
  }
}

/** Whether git has left its marks in a file that both sides have changed. */
function hasConflict(text: string): boolean {
  return /^<{7} /m.test(text) && /^={7}\r?$/m.test(text) && /^>{7} /m.test(text);
}

function inTheWay(path: string): Problem {
  return {
    code: 'file_in_the_way',
    severity: 'error',
    message: `${path} was not generated, but stands in the folder of generated files`,
    fix: 'move it out of generated/, or delete it',
    file: path,
  };
}
