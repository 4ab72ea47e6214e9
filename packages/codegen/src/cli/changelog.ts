import { changesOf } from '../build.ts';
import { emitChangelog } from '../emit/changelog.ts';
import { parseVersionId } from '../model/version-id.ts';
import { rangeText } from './diff.ts';
import type { Io } from './io.ts';
import { planPackage } from './open-package.ts';
import { exitCodes, hasErrors, type Outcome, refused } from './outcome.ts';

export interface ChangelogOptions {
  readonly package: string;
}

/** The changelog of one version, or of all with the newest first, as `generate` writes it. */
export async function changelog(
  name: string | undefined,
  options: ChangelogOptions,
  io: Io,
): Promise<Outcome> {
  const { value: planned, problems } = await planPackage(options.package, io);
  if (planned === undefined) return refused(problems);
  const files = emitChangelog(planned.api, changesOf(planned));
  const wanted = name === undefined ? undefined : (parseVersionId(name)?.text ?? name);
  const versions = planned.api.versions
    .filter(({ id }) => wanted === undefined || id.text === wanted)
    .map(({ id }) => ({ version: id.text, text: withoutHeader(files.get(`generated/${id.folder}/CHANGELOG.md`)) }))
    .reverse();
  if (versions.length === 0) {
    return refused([
      {
        code: 'type_unknown',
        severity: 'error',
        message: `${planned.api.name} has no version ${wanted ?? ''}`,
        fix: `its versions are ${rangeText(planned.api.versions.map(({ id }) => id.text))}`,
      },
    ]);
  }
  return {
    exitCode: hasErrors(problems) ? exitCodes.refused : exitCodes.fine,
    problems,
    data: { api: planned.api.name, versions },
    text: () => [versions.map(({ text }) => text).join('\n\n')],
  };
}

function withoutHeader(text = ''): string {
  return text.slice(text.indexOf('\n') + 1).trimEnd();
}
