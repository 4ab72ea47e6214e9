import type { Operation, Version } from '../../model/api.ts';
import type { Lineage } from '../../plan/lineage.ts';
import { inComment } from '../code.ts';

/** What a person reads of a method: from the API, and which versions have it. */
export function methodDocs(
  operation: Operation,
  lineage: Pick<Lineage, 'operations' | 'first'>,
  versions: readonly Version[],
): string[] {
  const { summary, description, deprecated } = operation;
  const paragraphs = [
    // A summary is often the first words of the description.
    description?.startsWith(summary ?? '') === true ? undefined : summary,
    description,
    placeText(operation, lineage, versions),
  ].flatMap((text) => (text === undefined || text.trim() === '' ? [] : [text.trim()]));
  const lines = paragraphs.flatMap((text, index) => [
    ...(index === 0 ? [] : ['']),
    ...text.split(/\r\n|[\n\r\u2028\u2029]/),
  ]);
  if (deprecated === true) lines.push('@deprecated');
  const [only, ...others] = lines;
  if (only !== undefined && others.length === 0) return [`/** ${inComment(only)} */`];
  return ['/**', ...lines.map((line) => ` * ${inComment(line)}`.trimEnd()), ' */'];
}

/** Where it stands now, and since when; and since when there has been something to call. */
function placeText(
  { method, path }: Operation,
  { operations, first }: Pick<Lineage, 'operations' | 'first'>,
  versions: readonly Version[],
): string {
  const since = (position: number): string =>
    position === 0 ? 'in all versions' : `since version ${versions[position]?.id.text ?? ''}`;
  const elsewhere = operations.findLastIndex((one) => one.method !== method || one.path !== path);
  const place = `\`${method.toUpperCase()} ${path}\``;
  if (elsewhere < 0) return `${place}, ${since(first)}.`;
  return `${place} ${since(first + elsewhere + 1)}; the operation is there ${since(first)}.`;
}
