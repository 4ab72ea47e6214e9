import type { Operation, Version } from '../../model/api.ts';
import { inComment } from '../code.ts';

/** What a person reads of a method: from the API, and which versions have it. */
export function methodDocs(operation: Operation, since: Version, isOldest: boolean): string[] {
  const { summary, description, deprecated, method, path } = operation;
  const place = `\`${method.toUpperCase()} ${path}\``;
  const paragraphs = [
    summary,
    description === summary ? undefined : description,
    isOldest ? `${place}, in all versions.` : `${place}, since version ${since.id.text}.`,
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
