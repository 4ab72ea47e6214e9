import { compareVersionIds, parseVersionId } from '../../model/version-id.ts';
import { latestName } from './file-name.ts';
import { Findings, type Judge, type Resolution, type StorePolicy } from './resolution.ts';
import { resolveVersion } from './resolve-version.ts';
import type { Sources } from './sources.ts';

/**
 * What has landed, what the working tree stores, and what the sources say now: three maps, and one
 * resolution for each version that any of them has. Pure; what it finds is mended by its actions.
 */
export function resolveStore(
  sources: Sources,
  policy: StorePolicy,
  judge: Judge,
): readonly Resolution[] {
  const { blessed, local, generated } = sources;
  const newest = [...generated.keys()].at(-1);
  const newestCommit = blessed
    .get(newest ?? '')
    ?.find(({ commit }) => commit !== undefined)?.commit;
  const resolutions: Resolution[] = [];
  let newestFile: string | undefined;
  for (const [version, now] of generated) {
    const isNewest = version === newest;
    const landed = blessed.get(version) ?? [];
    const here = local.versions.get(version) ?? [];
    const one = { landed, local: here, now, isNewest, newestCommit };
    const { resolution, file } = resolveVersion(sources, one, policy, judge);
    resolutions.push(resolution);
    if (isNewest) newestFile = file;
  }
  const gone = [...new Set([...blessed.keys(), ...local.versions.keys()])].filter(
    (version) => !generated.has(version),
  );
  for (const version of gone.sort(byNumber)) resolutions.push(resolveGone(sources, version));
  const whole = resolveWhole(sources, newestFile);
  return whole.problems.length === 0 ? resolutions : [...resolutions, whole];
}

function byNumber(a: string, b: string): number {
  const [first, second] = [parseVersionId(a), parseVersionId(b)];
  return first === undefined || second === undefined ? 0 : compareVersionIds(first, second);
}

/** A version that the sources have no more. Taking one away is allowed: who calls it is told so. */
function resolveGone({ api, folder, blessed, local }: Sources, version: string): Resolution {
  const findings = new Findings(version);
  if (blessed.has(version)) {
    findings.note({
      code: 'frozen_removed',
      message: `version ${version} of ${api} has landed, and is listed no more`,
      fix: 'be sure that nobody speaks it, or list it again',
    });
  }
  for (const { file } of local.versions.get(version) ?? []) {
    const path = `${folder}/${file}`;
    const message = `${file} is of a version that is not listed`;
    const problem = { code: 'document_orphaned', message, file: path } as const;
    findings.mend(problem, { kind: 'remove', path });
  }
  return findings.resolution({ api, kind: 'gone', version });
}

/** The link to the newest, and files that are no documents. */
function resolveWhole({ api, folder, local }: Sources, target: string | undefined): Resolution {
  const findings = new Findings();
  const { latest, misnamed, foreign } = local;
  const path = `${folder}/${latestName(api)}`;
  if (target !== undefined) {
    const link = { kind: 'link', path, target } as const;
    if (latest === undefined) {
      const message = `${latestName(api)} is missing, the link to ${target}`;
      findings.mend({ code: 'latest_missing', message, file: path }, link);
    } else if (latest.kind !== 'link') {
      const message = `${latestName(api)} must be a link to ${target}, not a ${latest.kind === 'file' ? 'file' : 'folder'}`;
      findings.mend({ code: 'latest_not_link', message, file: path }, link);
    } else if (latest.target !== target) {
      const message = `${latestName(api)} leads to ${latest.target}; the newest is ${target}`;
      findings.mend({ code: 'latest_stale', message, file: path }, link);
    }
  }
  for (const file of misnamed) {
    const at = `${folder}/${file}`;
    findings.refuse({
      code: 'document_misnamed',
      message: `${file} is no name of a document: ${api}-1.0.0-HASH.json is one`,
      fix: 'remove it: `skewline generate` writes the documents, under names of its own',
      file: at,
    });
  }
  for (const file of foreign) {
    findings.note({
      code: 'document_foreign',
      message: `${folder}/${file} is no document of ${api}, and is left alone`,
      fix: 'keep it elsewhere: the folder is written by `skewline generate`',
      file: `${folder}/${file}`,
    });
  }
  return findings.resolution({ api, kind: 'store' });
}
