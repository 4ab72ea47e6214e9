import type { Config } from '../config.ts';
import type { Problem } from '../model/problem.ts';
import type { Resolution, StoreAction } from '../verdict/resolution/resolution.ts';
import type { GeneratedDocument } from '../verdict/resolution/sources.ts';
import { applyToStore } from '../write/documents-store.ts';
import type { OpenPackage } from './open-package.ts';
import { problemsOf } from '../verdict/resolution/problems.ts';
import { leftOver, resolveStored, type StoredContext } from './stored.ts';

/** What became of the documents of an API. */
export interface Documents {
  /** Where it was looked up what has landed; absent where nothing can have. */
  readonly base?: string;
  readonly resolutions: readonly Resolution[];
  /** What was done to the store, or, in a check, what is to be done. */
  readonly actions: readonly StoreAction[];
}

/** Compares the documents of an API with what has landed, and mends the store unless it only checks. */
export async function documentsOf(
  opened: OpenPackage,
  config: Config,
  generated: readonly GeneratedDocument[],
  check: boolean,
  context: StoredContext,
): Promise<{ readonly documents?: Documents; readonly problems: readonly Problem[] }> {
  // Documents that people write are never mended here, so only a check has something to say.
  const isWritten = config.types === undefined;
  if (!config.frozen || (isWritten && !check)) return { problems: [] };
  const stored = await resolveStored(opened, config, generated, context);
  if (stored.value === undefined) return { problems: stored.problems };
  const { resolutions } = stored.value;
  const actions = resolutions.flatMap((one) => one.actions);
  const documents = { ...stored.value, actions };
  const found = problemsOf(resolutions);
  if (check) return { documents, problems: [...stored.problems, ...found] };
  const failed = await applyToStore(opened.folder, actions);
  if (failed.length > 0) return { problems: failed };
  return { documents, problems: found.filter(({ fixedBy }) => fixedBy === undefined) };
}

/** The same for what a package stores of APIs that it has no more. */
export async function leftOverDocuments(
  opened: OpenPackage,
  check: boolean,
): Promise<readonly Problem[]> {
  const resolutions = await leftOver(opened);
  if (check) return problemsOf(resolutions);
  return applyToStore(
    opened.folder,
    resolutions.flatMap(({ actions }) => actions),
  );
}

export function isStoreStale({ actions }: Documents): boolean {
  return actions.length > 0;
}

/** For the JSON form, which has the problems elsewhere. Texts of documents are left out. */
export function documentsData({ base, resolutions, actions }: Documents): object {
  const versions = resolutions.flatMap(({ version, kind, verdict }) =>
    version === undefined ? [] : [{ version, kind, ...(verdict === undefined ? {} : { verdict }) }],
  );
  return {
    ...(base === undefined ? {} : { base }),
    versions,
    actions: actions.map(({ kind, path }) => ({ kind, path })),
  };
}
