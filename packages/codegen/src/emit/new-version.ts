import ts from 'typescript';
import type { FileMap } from '../model/file-map.ts';
import type { VersionId } from '../model/version-id.ts';
import { literal } from './code.ts';

/** A version that is about to begin. */
export interface NewVersion {
  readonly id: VersionId;
  /** In snake case: `write_cache`. */
  readonly name: string;
  /** One line on what it changes. */
  readonly summary: string;
}

/** The text of `versions.ts` with one line more; undefined where it has no interface Versions. */
export function withVersion(text: string, { id, name, summary }: NewVersion): string | undefined {
  const source = ts.createSourceFile('versions.ts', text, ts.ScriptTarget.ES2023);
  const declared = source.statements
    .filter(ts.isInterfaceDeclaration)
    .find((one) => one.name.text === 'Versions');
  if (declared === undefined) return undefined;
  const end = declared.end - 1;
  const before = text.slice(0, end).trimEnd();
  const key = /^\d{1,9}$/.test(id.text) ? id.text : `'${id.parts.join('.')}'`;
  const line = `  /** ${summary.replaceAll('*/', '* /')} */\n  ${key}: ${literal(name).replaceAll('"', "'")};`;
  return `${before}\n${line}\n${text.slice(end)}`;
}

/** What its folder begins with: the name of the version, and what it changes. */
export function newVersionFiles({ id, name, summary }: NewVersion): FileMap {
  const comment = `/** Version ${id.text}, \`${name}\`: ${summary.replaceAll('*/', '* /')} */`;
  return new Map([[`${id.folder}/index.ts`, `${comment}\nexport {};\n`]]);
}
