import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { versionOfFolder } from '../model/version-id.ts';
import { errorCode, exists } from './package-files.ts';

/** The hand-written modules of decisions that a folder of sources has. */
export interface DecisionFiles {
  /** Whether there is `decisions.ts`. */
  readonly one: boolean;
  /**
   * `v10/decisions.ts` and so on: the names that each exports, by the version's folder. Undefined
   * where it passes on all of another module, so that its own text does not tell.
   */
  readonly each: ReadonlyMap<string, ReadonlySet<string> | undefined>;
}

/** `source` is absolute. */
export async function findDecisions(source: string): Promise<DecisionFiles> {
  const each = new Map<string, ReadonlySet<string> | undefined>();
  for (const folder of await versionFoldersOf(source)) {
    const text = await textAt(join(source, folder, 'decisions.ts'));
    if (text !== undefined) each.set(folder, exportedNames(text));
  }
  return { one: await exists(join(source, 'decisions.ts')), each };
}

async function versionFoldersOf(source: string): Promise<readonly string[]> {
  const names = await readdir(source).catch(() => []);
  return names.filter((name) => versionOfFolder(name) !== undefined).sort();
}

/** Undefined where there is no such file; what cannot be read is there, and exports nothing known. */
async function textAt(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const isAbsent = ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
    return isAbsent ? undefined : '';
  }
}

/** Of values; types are not among them. */
function exportedNames(text: string): ReadonlySet<string> | undefined {
  const source = ts.createSourceFile('decisions.ts', text, ts.ScriptTarget.ES2023);
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, isTypeOnly } = statement;
      if (isTypeOnly) continue;
      if (exportClause === undefined) return undefined;
      if (!ts.isNamedExports(exportClause)) names.add(exportClause.name.text);
      else for (const { name } of exportClause.elements) names.add(name.text);
    } else if (ts.isVariableStatement(statement) && isExported(statement)) {
      for (const { name } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name)) names.add(name.text);
      }
    }
  }
  return names;
}

function isExported({ modifiers }: ts.VariableStatement): boolean {
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}
