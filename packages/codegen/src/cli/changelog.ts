import { changesOf } from '../build.ts';
import { emitChangelog } from '../emit/changelog.ts';
import { chooseVersions } from './choose-versions.ts';
import type { Io } from './io.ts';
import { chooseApi, openPackage } from './open-package.ts';
import { exitCodes, hasErrors, type Outcome, refused } from './outcome.ts';
import { planPart } from './part.ts';

export interface ChangelogOptions {
  readonly package: string;
  readonly api?: string;
}

/** The changelog of one version, or of all with the newest first, as `generate` writes it. */
export async function changelog(
  name: string | undefined,
  options: ChangelogOptions,
  io: Io,
): Promise<Outcome> {
  const opened = await openPackage(options.package, io);
  if (opened.value === undefined) return refused(opened.problems);
  const chosen = chooseApi(opened.value, options.api);
  if (chosen.value === undefined) return refused(chosen.problems);
  const config = chosen.value;
  const { value: planned, problems } = await planPart(opened.value, { kind: 'api', config });
  if (planned === undefined) return refused(problems);
  const wanted = chooseVersions(planned.api, name === undefined ? [] : [name], config.sparse);
  if (wanted.value === undefined) return refused(wanted.problems);
  const files = emitChangelog(planned.api, changesOf(planned));
  const versions = wanted.value
    .map(({ id }) => ({
      version: id.text,
      text: withoutHeader(files.get(`generated/${id.folder}/CHANGELOG.md`)),
    }))
    .reverse();
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
