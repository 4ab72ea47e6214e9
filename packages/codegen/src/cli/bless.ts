import { extname, join, posix, resolve } from 'node:path';
import type { Config } from '../config.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { readDocumentTexts } from '../read/folder.ts';
import { hashOf, storeFileName } from '../verdict/resolution/file-name.ts';
import { problemsOf } from '../verdict/resolution/problems.ts';
import type { Resolution, StoreAction } from '../verdict/resolution/resolution.ts';
import { judgeStep } from '../verdict/judge.ts';
import { applyToStore, makeFolder } from '../write/documents-store.ts';
import { approvalsOf } from './approved.ts';
import { inFolder } from './generate.ts';
import type { Io } from './io.ts';
import { Landed, type LandedOptions } from './landed.ts';
import { type OpenPackage, openPackage } from './open-package.ts';
import { exitCodes, isRefused, type Outcome, refused } from './outcome.ts';
import { emitPart, planPart } from './part.ts';
import type { Progress } from './progress.ts';
import { dated, documentsAmong, resolveStored, type StoredContext } from './stored.ts';
import { count, type Style } from './style.ts';

export interface BlessOptions extends LandedOptions {
  readonly package: string;
  /** A folder that keeps what is blessed, for those who do not freeze by landing on a branch. */
  readonly into?: string;
}

/** One API: what is frozen, what is going to be, and what that takes. */
interface Blessing {
  readonly api: string;
  readonly base?: string;
  readonly frozen: readonly string[];
  readonly added: readonly string[];
  /** Absolute; the actions are relative to it. */
  readonly root: string;
  readonly actions: readonly StoreAction[];
}

/**
 * Stores the documents of all versions, so that landing freezes them; or freezes them at once, in a
 * folder. All APIs or none: where one is refused, nothing is written.
 */
export async function bless(options: BlessOptions, io: Io, progress: Progress): Promise<Outcome> {
  const opened = await openPackage(options.package, io);
  if (opened.value === undefined) return refused(opened.problems);
  const into = options.into === undefined ? undefined : resolve(io.folder, options.into);
  // What nobody has blessed yet is blessed into a folder of its own.
  if (into !== undefined) await makeFolder(into);
  const landed = new Landed(into === undefined ? inFolder(options, io) : { blessedFromDir: into });
  const folders = opened.value.config.packages;
  const root = opened.value;
  const packages =
    folders.length === 0
      ? [{ folder: options.package, shown: '' }]
      : folders.map((one) => ({ folder: root.at(one), shown: one }));
  const blessings: Blessing[] = [];
  const problems: Problem[] = [];
  for (const { folder, shown } of packages) {
    const note = (found: readonly Problem[]): void => {
      for (const { file, ...problem } of found) {
        problems.push(file === undefined ? problem : { ...problem, file: posix.join(shown, file) });
      }
    };
    const one = await openPackage(folder, io);
    note(one.problems);
    if (one.value === undefined) continue;
    const approvals = await approvalsOf(one.value);
    note(approvals.problems);
    for (const config of one.value.config.apis.filter(({ frozen }) => frozen)) {
      progress.step(`${config.name}: comparing with what has landed`);
      const ids =
        approvals.value?.filter(({ api }) => api === config.name).map(({ id }) => id) ?? [];
      const more = into === undefined ? {} : { into };
      const context = { landed, judgeStep, approved: new Set(ids), ...more };
      const found = await blessingOf(one.value, config, context);
      note(found.problems);
      if (found.value !== undefined) blessings.push(found.value);
    }
  }
  if (isRefused(problems)) return refused(problems);
  for (const one of blessings) {
    const failed = await applyToStore(one.root, one.actions);
    if (failed.length > 0) return refused(failed);
  }
  return {
    exitCode: exitCodes.fine,
    problems,
    data: { blessed: blessings.map(dataOf) },
    text: (style) => blessings.flatMap((one) => lines(one, into, style)),
  };
}

function dataOf({ api, base, frozen, added, actions }: Blessing): object {
  const changes = actions.map(({ kind, path }) => ({ kind, path }));
  return { api, ...(base === undefined ? {} : { base }), frozen, added, actions: changes };
}

async function blessingOf(
  opened: OpenPackage,
  config: Config,
  context: StoredContext,
): Promise<Checked<Blessing>> {
  const part = { kind: 'api', config } as const;
  const planned = await planPart(opened, part);
  if (planned.value === undefined) return { problems: planned.problems };
  // Of documents alone: wherever decisions are, they are the same.
  const generated = config.types === undefined ? [] : documentsAmong(emitPart(planned.value, part, 'one'));
  const stored = await resolveStored(opened, config, generated, context);
  if (stored.value === undefined) return { problems: stored.problems };
  const { resolutions, base } = stored.value;
  const { into } = context;
  // What a folder has blessed stays there, whatever the sources list today.
  const own = resolutions.filter(({ kind }) => into === undefined || kind !== 'gone');
  const written = config.types === undefined && into !== undefined;
  const actions = [
    ...own.flatMap((one) => one.actions),
    ...(written ? await copies(opened, config, own) : []),
  ];
  const of = (kind: Resolution['kind']): readonly string[] =>
    resolutions.flatMap((one) =>
      one.kind === kind && one.version !== undefined ? [one.version] : [],
    );
  const found = problemsOf(resolutions).filter(({ fixedBy }) => fixedBy === undefined);
  return {
    value: {
      api: config.name,
      ...(base === undefined ? {} : { base }),
      frozen: of('frozen'),
      added: of('new'),
      root: into ?? opened.folder,
      actions,
    },
    problems: [...stored.problems, ...found],
  };
}

/** Documents that people write, under names that no later version takes. */
async function copies(
  opened: OpenPackage,
  { name, documents = '' }: Config,
  resolutions: readonly Resolution[],
): Promise<readonly StoreAction[]> {
  const read = await readDocumentTexts(opened.at(documents));
  const added = resolutions.filter(({ kind }) => kind === 'new').map(({ version }) => version);
  return dated(name, read.value ?? []).flatMap(({ id, file, text }): readonly StoreAction[] => {
    if (!added.includes(id.text)) return [];
    const stem = storeFileName(name, id, hashOf(text)).replace(/\.json$/, '');
    return [{ kind: 'write', path: posix.join(name, `${stem}${extname(file)}`), text }];
  });
}

function lines(
  { api, base, frozen, added, actions, root }: Blessing,
  into: string | undefined,
  style: Style,
): readonly string[] {
  const where = into === undefined ? 'freeze when this lands' : 'are frozen from now on';
  const kept = base === undefined || frozen.length === 0 ? '' : ` (${base})`;
  return [
    style.title(api),
    ...(frozen.length === 0 ? [] : [`  frozen     ${frozen.join(', ')}${kept}`]),
    ...(added.length === 0 ? [] : [`  new        ${added.join(', ')}: ${where}`]),
    ...actions.map(
      ({ kind, path }) =>
        `  ${words[kind].padEnd(9)}  ${into === undefined ? path : join(root, path)}`,
    ),
    ...(actions.length === 0
      ? [`  ${count(frozen.length + added.length, 'document')} stored as they are`]
      : []),
  ];
}

const words = { write: 'wrote', link: 'linked', remove: 'removed' } as const;
