import { compareVersionIds, type VersionId } from '../../model/version-id.ts';
import { judgeFrozen } from './frozen.ts';
import { hashOf } from './file-name.ts';
import { Findings, type Judge, type Resolution, type StorePolicy } from './resolution.ts';

/** A document of a folder that people write, or another program. */
export interface FolderDocument {
  readonly id: VersionId;
  readonly file: string;
  readonly text: string;
}

export interface FolderSources {
  readonly api: string;
  /** Relative to the package. */
  readonly folder: string;
  /** Both oldest first. */
  readonly blessed: readonly FolderDocument[];
  readonly local: readonly FolderDocument[];
}

/**
 * The same for an API whose source is a folder of documents: what the folder holds is what the
 * sources say, so nothing can be stale, and nothing is mended here that people wrote.
 */
export function resolveFolder(
  { api, folder, blessed, local }: FolderSources,
  policy: Omit<StorePolicy, 'gitReferences'>,
  judge: Judge,
): readonly Resolution[] {
  const resolutions: Resolution[] = [];
  const newest = local.at(-1);
  for (const now of local) {
    const findings = new Findings(now.id.text);
    const named = /-([0-9a-f]{6})\.(?:json|ya?ml)$/.exec(now.file)?.[1];
    if (named !== undefined && named !== hashOf(now.text)) {
      findings.note({
        code: 'document_corrupted',
        message: `${now.file} was edited, or its name is of another document: the hash of its text is ${hashOf(now.text)}`,
        fix: 'restore the document, or take the hash out of its name',
        file: `${folder}/${now.file}`,
      });
    }
    const landed = blessed.filter(({ id }) => compareVersionIds(id, now.id) === 0);
    const frozen = landed.find(({ text }) => text === now.text) ?? landed[0];
    const { verdict, refused } =
      frozen === undefined
        ? {}
        : judgeFrozen(
            placed(folder, frozen),
            placed(folder, now),
            { ...policy, judge, isNewest: now === newest, restore: `restore ${frozen.file}` },
            findings,
          );
    const kind = frozen === undefined ? 'new' : 'frozen';
    const more = {
      ...(verdict === undefined ? {} : { verdict }),
      ...(refused === undefined ? {} : { refused }),
    };
    resolutions.push(findings.resolution({ api, kind, version: now.id.text, ...more }));
  }
  const gone = blessed.filter(
    ({ id }) => !local.some((one) => compareVersionIds(one.id, id) === 0),
  );
  for (const { id, file } of gone) {
    const findings = new Findings(id.text);
    findings.note({
      code: 'frozen_removed',
      message: `version ${id.text} of ${api} has landed as ${file}, and is there no more`,
      fix: 'be sure that nobody speaks it, or restore the document',
    });
    resolutions.push(findings.resolution({ api, kind: 'gone', version: id.text }));
  }
  return resolutions;
}

function placed(folder: string, { file, text }: FolderDocument): { file: string; text: string } {
  return { file: folder === '' ? file : `${folder}/${file}`, text };
}
