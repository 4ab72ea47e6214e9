import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import {
  compareVersionIds,
  parseVersionId,
  type VersionId,
  versionOfFolder,
} from '../../model/version-id.ts';
import type { TypesReporter } from './reporter.ts';
import { descriptionOf } from './tags.ts';

/** One line of `interface Versions`. */
export interface ListedVersion {
  readonly id: VersionId;
  readonly name: string;
  readonly summary?: string;
}

/** Modules of one version, in the order of their names. */
export interface VersionFolder {
  readonly id: VersionId;
  readonly files: readonly string[];
}

const versionsFix =
  "Write `export interface Versions { /** … */ 1: 'initial' }`, oldest first, one line each.";

/** The versions that `versions.ts` lists, oldest first. */
export function listedVersions(
  source: ts.SourceFile | undefined,
  path: string,
  reporter: TypesReporter,
): readonly ListedVersion[] {
  const declared = source?.statements
    .filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === 'Versions');
  if (source === undefined || declared === undefined) {
    reporter.report('versions_invalid', {
      message: 'There is no interface Versions, so the API has no versions.',
      fix: versionsFix,
      file: path,
    });
    return [];
  }
  const versions: ListedVersion[] = [];
  for (const member of declared.members) {
    const wrong = (message: string, fix: string = versionsFix): void => {
      const place = { source, position: member.getStart(source) };
      reporter.report('versions_invalid', { message, fix, place });
    };
    const text = member.name === undefined ? '' : keyOf(member.name);
    const id = parseVersionId(text);
    const name = ts.isPropertySignature(member) ? literalOf(member.type) : undefined;
    if (id === undefined) {
      wrong(`"${text}" is no version: one to three numbers with dots.`);
    } else if (name === undefined) {
      wrong(`Version ${id.text} has no name.`);
    } else {
      const before = versions.at(-1);
      if (before !== undefined && compareVersionIds(before.id, id) >= 0) {
        wrong(`Version ${id.text} stands below ${before.id.text}.`, 'List the oldest first.');
      }
      const summary = descriptionOf(member);
      versions.push({ id, name, ...(summary === undefined ? {} : { summary }) });
    }
  }
  if (versions.length === 0 && !reporter.failed) {
    const place = { source, position: declared.getStart(source) };
    reporter.report('versions_invalid', {
      message: 'Versions lists none.',
      fix: versionsFix,
      place,
    });
  }
  return versions;
}

function keyOf(name: ts.PropertyName): string {
  return ts.isStringLiteral(name) || ts.isNumericLiteral(name) || ts.isIdentifier(name)
    ? name.text
    : name.getText();
}

function literalOf(type: ts.TypeNode | undefined): string | undefined {
  if (type === undefined || !ts.isLiteralTypeNode(type)) return undefined;
  return ts.isStringLiteral(type.literal) && type.literal.text !== ''
    ? type.literal.text
    : undefined;
}

/**
 * The folders `v1`, `v7` … of the package, oldest first. `decisions.ts` in one of them is no module of
 * types where `hasDecisions`: the decisions of the package go there.
 */
export function versionFolders(
  folder: string,
  { hasDecisions }: { readonly hasDecisions: boolean },
): readonly VersionFolder[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const id = entry.isDirectory() ? versionOfFolder(entry.name) : undefined;
      if (id === undefined) return [];
      const decisions = hasDecisions ? join(folder, entry.name, 'decisions.ts') : undefined;
      const files = modulesIn(join(folder, entry.name)).filter((path) => path !== decisions);
      return [{ id, files }];
    })
    .toSorted((a, b) => compareVersionIds(a.id, b.id));
}

/** Modules of types under a folder; what is generated, and tests, are not among them. */
export function modulesIn(folder: string): readonly string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'generated' && entry.name !== 'node_modules')
        found.push(...modulesIn(path));
    } else if (entry.name.endsWith('.ts') && !/\.(?:test|test-d)\.ts$/.test(entry.name)) {
      found.push(path);
    }
  }
  return found.sort();
}
