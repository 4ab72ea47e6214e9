import { changesOf, planApi } from '../build.ts';
import { emitChangelog } from '../emit/changelog.ts';
import { parseVersionId } from '../model/version-id.ts';
import { readOpenApiFolder } from '../read/index.ts';
import { rangeText } from './diff.ts';
import type { Io } from './io.ts';
import { openPackage } from './open-package.ts';
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
  const opened = await openPackage(options.package, io);
  if (opened.value === undefined) return refused(opened.problems);
  const { config, documents } = opened.value;
  const api = await readOpenApiFolder(documents, { name: config.name });
  if (api.value === undefined) return refused(api.problems);
  const planned = planApi(api.value, config);
  const files = emitChangelog(api.value, changesOf(planned));
  const wanted = name === undefined ? undefined : (parseVersionId(name)?.text ?? name);
  const versions = api.value.versions
    .filter(({ id }) => wanted === undefined || id.text === wanted)
    .map(({ id }) => ({ version: id.text, text: withoutHeader(files.get(`generated/${id.folder}/CHANGELOG.md`)) }))
    .reverse();
  if (versions.length === 0) {
    return refused([
      {
        code: 'type_unknown',
        severity: 'error',
        message: `${config.name} has no version ${wanted ?? ''}`,
        fix: `its versions are ${rangeText(api.value.versions.map(({ id }) => id.text))}`,
      },
    ]);
  }
  const problems = [...api.problems, ...planned.problems];
  return {
    exitCode: hasErrors(problems) ? exitCodes.refused : exitCodes.fine,
    problems,
    data: { api: config.name, versions },
    text: () => [versions.map(({ text }) => text).join('\n\n')],
  };
}

function withoutHeader(text = ''): string {
  return text.slice(text.indexOf('\n') + 1).trimEnd();
}
