import { versionAt } from '@skewline/runtime';
import type { Api, Version } from '../model/api.ts';
import type { Checked } from '../model/problem.ts';
import { parseVersionId } from '../model/version-id.ts';

/** The versions of these names, oldest first and each once; all where none is named. */
export function chooseVersions(
  api: Api,
  names: readonly string[],
  sparse: boolean,
): Checked<readonly Version[]> {
  if (names.length === 0) return { value: api.versions, problems: [] };
  const known = api.versions.map(({ id }) => id.text);
  const wanted = names.map((name) => parseVersionId(name)?.text ?? name);
  const positions = wanted.map((name) => versionAt(known, name, sparse));
  const unknown = wanted.filter((_, index) => positions[index] === undefined);
  if (unknown.length > 0) {
    const problems = unknown.map((version) => ({
      code: 'type_unknown' as const,
      severity: 'error' as const,
      message: `${api.name} has no version ${version}`,
      fix: `its versions are ${rangeText(known)}${sparse ? ', and the numbers between them' : ''}`,
    }));
    return { problems };
  }
  return { value: api.versions.filter((_, index) => positions.includes(index)), problems: [] };
}

/** `1 to 48`, with each where there are few. */
export function rangeText(versions: readonly string[]): string {
  if (versions.length <= 8) return versions.join(', ');
  return `${versions[0] ?? ''} to ${versions.at(-1) ?? ''} (${String(versions.length)})`;
}
