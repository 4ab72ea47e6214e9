import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import type { Api, Version } from '../../model/api.ts';
import type { Checked } from '../../model/problem.ts';
import { compareVersionIds } from '../../model/version-id.ts';
import { type Declaration, Declarations, isGenerated } from './declarations.ts';
import { Definitions } from './definitions.ts';
import { type DeclaredOperation, declaredOperations, placesOf } from './operations.ts';
import { programOf } from './program.ts';
import { placed, TypesReporter } from './reporter.ts';
import { toVersion } from './to-version.ts';
import { reportVersionConflicts } from './version-conflicts.ts';
import { type ListedVersion, listedVersions, versionFolders } from './versions.ts';
import { type Bindings, Documents, View } from './view.ts';
import { Memos } from '../document.ts';

export interface TypeScriptApiOptions {
  readonly name: string;
  /** Where the package begins: places in problems are relative to it. */
  readonly packageFolder: string;
  /** The folder that decisions are written into, absolute; by default that of the types. */
  readonly source?: string;
}

/** A folder with `versions.ts`, `operations.ts` and `v1/`, `v7/` … as an API. */
// A promise, as reading documents is one: what reads the disk may have to wait some day.
export async function readTypeScriptApi(
  folder: string,
  options: TypeScriptApiOptions,
): Promise<Checked<Api>> {
  const reporter = new TypesReporter(options.packageFolder);
  const versionsFile = join(folder, 'versions.ts');
  const operationsFile = join(folder, 'operations.ts');
  const { source = folder } = options;
  const folders = versionFolders(folder, { hasDecisions: resolve(source) === resolve(folder) });
  const files = [versionsFile, operationsFile].filter(existsSync);
  if (existsSync(versionsFile)) {
    const text = readFileSync(versionsFile, 'utf8');
    if (reportVersionConflicts(versionsFile, text, reporter))
      return { problems: reporter.problems };
  }
  const program = programOf(
    [...files, ...folders.flatMap((one) => one.files)],
    options.packageFolder,
    reporter,
  );
  const versions =
    program === undefined
      ? []
      : listedVersions(program.getSourceFile(versionsFile), versionsFile, reporter);
  if (program === undefined || versions.length === 0 || reporter.failed) {
    return { problems: reporter.problems };
  }
  const checker = program.getTypeChecker();
  const declarations = new Declarations(checker);
  const dated: Dated[] = [];
  for (const { id, files: modules } of folders) {
    if (!versions.some((one) => compareVersionIds(one.id, id) === 0)) {
      const message = `The folder ${id.folder} is of version ${id.text}, which versions.ts does not list.`;
      reporter.report('versions_invalid', {
        message,
        fix: 'List it, or remove the folder.',
        file: join(folder, id.folder),
      });
    }
    const here = new Map<string, Declaration>();
    for (const path of modules) {
      for (const [name, declaration] of exportedTypes(
        program.getSourceFile(path),
        checker,
        declarations,
      )) {
        const other = here.get(name);
        if (other !== undefined && other.key !== declaration.key)
          duplicate(declaration, id.text, reporter);
        here.set(name, declaration);
      }
    }
    dated.push({ id, types: here });
  }
  const operationsNode = interfaceNamed(program.getSourceFile(operationsFile), 'Operations');
  const operationsType =
    operationsNode && declarations.of(checker.getSymbolAtLocation(operationsNode.name));
  const all = dated.flatMap(({ types }) => [...types.values()]);
  const named = new Set(all.map(({ key }) => key));
  const roots = operationsType === undefined ? all : [...all, operationsType];
  const definitions = new Definitions(
    program,
    declarations,
    roots,
    ({ key }) => named.has(key),
    reporter,
  );
  if (reporter.failed) return { problems: reporter.problems };
  const operations =
    operationsNode === undefined || operationsType === undefined
      ? undefined
      : declaredOperations(
          definitions.of(operationsType),
          placesOf(checker, operationsNode),
          { source: operationsNode.getSourceFile(), position: operationsNode.getStart() },
          (schema) => definitions.behind(schema),
          reporter,
        );
  checkRanges(operations ?? [], versions, reporter);

  const read: Version[] = [];
  const used = new Set<string>();
  const documents = new Documents();
  const memos = new Memos();
  for (const listed of versions) {
    const view = new View(
      bindingsAt(dated, listed),
      declarations,
      definitions,
      documents,
      reporter,
    );
    const here = operations?.filter((one) => existsIn(one, listed));
    if (here === undefined) for (const one of bindingsAt(dated, listed).values()) view.add(one);
    const version = toVersion(options.name, listed, view, here ?? [], memos, reporter);
    for (const { declaration } of view.components.values())
      if (declaration) used.add(declaration.key);
    if (version !== undefined) read.push(version);
  }
  for (const declaration of all) {
    const isUsed = used.has(declaration.key) || definitions.isMentioned(declaration);
    if (isUsed || declaration.kind === 'generic') continue;
    const [node] = declaration.nodes;
    reporter.report('type_unused', {
      severity: 'warning',
      message: `${declaration.name} is used by no operation of any version, so it is in no document.`,
      fix: 'Use it, remove it, or do not export it.',
      type: declaration.name,
      ...placed(node),
    });
  }
  if (reporter.failed) return { problems: reporter.problems };
  const [only] = versions;
  if (versions.length === 1 && only !== undefined) {
    reporter.report('too_few_versions', {
      severity: 'warning',
      message: `${options.name} has only version ${only.id.text}: nothing can be converted yet.`,
      fix: 'Run `skewline new-version` when there is a next one.',
      file: versionsFile,
      version: only.id.text,
    });
  }
  const api: Api = Object.freeze({ name: options.name, versions: Object.freeze(read) });
  return { value: api, problems: reporter.problems };
}

interface Dated {
  readonly id: ListedVersion['id'];
  readonly types: ReadonlyMap<string, Declaration>;
}

/** In a version a name means its newest declaration up to there. */
function bindingsAt(dated: readonly Dated[], { id }: ListedVersion): Bindings {
  const bindings = new Map<string, Declaration>();
  for (const one of dated) {
    if (compareVersionIds(one.id, id) > 0) break;
    for (const [name, declaration] of one.types) bindings.set(name, declaration);
  }
  return bindings;
}

function existsIn({ since, until }: DeclaredOperation, { id }: ListedVersion): boolean {
  const begun = since === undefined || compareVersionIds(since, id) <= 0;
  return begun && (until === undefined || compareVersionIds(until, id) >= 0);
}

/** Ranges begin and end at listed versions, and one operation has one form in each version. */
function checkRanges(
  operations: readonly DeclaredOperation[],
  versions: readonly ListedVersion[],
  reporter: TypesReporter,
): void {
  for (const { id, since, until, place } of operations) {
    if (since !== undefined && !versions.some((one) => compareVersionIds(one.id, since) === 0)) {
      const message = `${id} begins in version ${since.text}, which versions.ts does not list.`;
      reporter.report('versions_invalid', { message, fix: 'Give a listed version.', place });
    }
    if (since !== undefined && until !== undefined && compareVersionIds(since, until) > 0) {
      const message = `${id} ends in version ${until.text}, before it begins in ${since.text}.`;
      reporter.report('versions_invalid', {
        message,
        fix: 'Let `until` be the last version that has it.',
        place,
      });
    }
  }
  for (const listed of versions) {
    const seen = new Set<string>();
    for (const operation of operations.filter((one) => existsIn(one, listed))) {
      if (seen.has(operation.id)) {
        const message = `${operation.id} is declared twice for version ${listed.id.text}.`;
        const fix = 'Let the ranges of its forms follow each other: until: 6, then since: 7.';
        reporter.report('operation_duplicate', { message, fix, place: operation.place });
      }
      seen.add(operation.id);
    }
  }
}

/** Types that a module exports, by the names that it gives them. */
export function exportedTypes(
  source: ts.SourceFile | undefined,
  checker: ts.TypeChecker,
  declarations: Declarations,
): ReadonlyMap<string, Declaration> {
  const module = source && checker.getSymbolAtLocation(source);
  const found = new Map<string, Declaration>();
  for (const symbol of module === undefined ? [] : checker.getExportsOfModule(module)) {
    if (source !== undefined && isGenerated(source) && symbol.name === 'Operations') continue;
    const declaration = declarations.of(symbol);
    if (declaration !== undefined) found.set(symbol.name, declaration);
  }
  return found;
}

function interfaceNamed(
  source: ts.SourceFile | undefined,
  name: string,
): ts.InterfaceDeclaration | undefined {
  return source?.statements.filter(ts.isInterfaceDeclaration).find((one) => one.name.text === name);
}

function duplicate(declaration: Declaration, version: string, reporter: TypesReporter): void {
  const [node] = declaration.nodes;
  reporter.report('type_duplicate', {
    message: `Two modules of version ${version} declare ${declaration.name}.`,
    fix: 'Keep one of them, or give one another name.',
    type: declaration.name,
    version,
    ...placed(node),
  });
}
