import { parseVersionId, type VersionId } from '../../src/model/version-id.ts';
import { hashOf, storeFileName } from '../../src/verdict/resolution/file-name.ts';
import type { Judge, Resolution } from '../../src/verdict/resolution/resolution.ts';
import {
  type BlessedDocument,
  blessedStore,
  localStore,
  type Sources,
} from '../../src/verdict/resolution/sources.ts';
import type { StoreFile } from '../../src/read/documents-store.ts';
import type { Answer, VerdictFinding } from '../../src/verdict/finding.ts';

export const api = 'boats';
export const folder = `openapi/${api}`;

export function idOf(version: string): VersionId {
  const id = parseVersionId(version);
  if (id === undefined) throw new Error(`${version} is no version`);
  return id;
}

/** The name that the store gives a text. */
export function nameOf(version: string, text: string): string {
  return storeFileName(api, idOf(version), hashOf(text));
}

export const at = (file: string): string => `${folder}/${file}`;

export const file = (version: string, text: string): StoreFile => {
  return { kind: 'file', name: nameOf(version, text), text };
};

export const link = (version: string, text: string): StoreFile => {
  return { kind: 'link', name: `${api}-latest.json`, target: nameOf(version, text) };
};

export const landed = (
  version: string,
  text: string,
  commit?: string,
): Omit<BlessedDocument, 'hash'> => {
  const name = nameOf(version, text);
  return { file: name, path: at(name), text, ...(commit === undefined ? {} : { commit }) };
};

/** Three sources, each as short as it can be said: texts by version, or entries of a folder. */
export function sourcesOf(
  blessed: readonly Omit<BlessedDocument, 'hash'>[],
  local: readonly StoreFile[],
  generated: Readonly<Record<string, string>>,
): Sources {
  return {
    api,
    folder,
    blessed: blessedStore(api, blessed),
    local: localStore(api, local),
    generated: new Map(
      Object.entries(generated).map(([version, text]) => [
        idOf(version).text,
        { id: idOf(version), text },
      ]),
    ),
  };
}

/** Judges by a word in the new text, so that a table can say the answer. */
export const judge: Judge = (frozen, now) => {
  if (frozen.text.includes('unreadable')) {
    const problem = { code: 'document_unparsable', severity: 'error', message: 'no JSON' } as const;
    return { problems: [problem] };
  }
  const answer = (['breaking', 'unproven'] as const).find((one) => now.text.includes(one));
  return {
    value: {
      api,
      from: '1',
      to: '1',
      answer: answer ?? 'compatible',
      findings: answer === undefined ? [] : [finding(answer)],
    },
    problems: [],
  };
};

function finding(answer: Answer): VerdictFinding {
  return {
    id: `change-${answer}`,
    rule: 'property-added',
    message: 'required keel is added',
    path: 'Boat.keel',
    subject: { kind: 'type', name: 'Boat' },
    flows: { 'old-client-request': answer, 'old-client-response': 'compatible' },
    after: { file: '', pointer: '/components/schemas/Boat' },
    operations: [],
    fix: '',
  };
}

/** The folder after `generate` has done what the resolutions ask for. */
export function mended(
  local: readonly StoreFile[],
  resolutions: readonly Resolution[],
): readonly StoreFile[] {
  const files = new Map(local.map((one) => [one.name, one]));
  for (const action of resolutions.flatMap(({ actions }) => actions)) {
    const name = action.path.slice(folder.length + 1);
    if (action.kind === 'remove') files.delete(name);
    else if (action.kind === 'link') files.set(name, { kind: 'link', name, target: action.target });
    else files.set(name, { kind: 'file', name, text: action.text });
  }
  return [...files.values()];
}
