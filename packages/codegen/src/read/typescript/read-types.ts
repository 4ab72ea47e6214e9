import { statSync } from 'node:fs';
import type { Version } from '../../model/api.ts';
import type { Checked } from '../../model/problem.ts';
import { parseVersionId, type VersionId } from '../../model/version-id.ts';
import { Memos } from '../document.ts';
import { type Declaration, Declarations } from './declarations.ts';
import { Definitions } from './definitions.ts';
import { programOf } from './program.ts';
import { exportedTypes } from './read-api.ts';
import { TypesReporter } from './reporter.ts';
import { toVersion } from './to-version.ts';
import { modulesIn } from './versions.ts';
import { Documents, View } from './view.ts';

export interface TypeScriptTypesOptions {
  readonly id: VersionId;
  /** Where the package begins: places in problems are relative to it. */
  readonly packageFolder: string;
  /** The types wanted; what they refer to comes with them. All that is exported, without it. */
  readonly names?: readonly string[];
}

/** The exported types of a module, or of all modules of a folder: no operations, no history. */
export async function readTypeScriptTypes(
  path: string,
  { id, packageFolder, names }: TypeScriptTypesOptions,
): Promise<Checked<Version>> {
  const reporter = new TypesReporter(packageFolder);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    const message = 'The module or folder of types does not exist.';
    reporter.report('file_unreadable', {
      message,
      fix: 'Mend its path in skewline.json.',
      file: path,
    });
    return { problems: reporter.problems };
  }
  const files = stat.isDirectory() ? modulesIn(path) : [path];
  const program = programOf(files, packageFolder, reporter);
  if (program === undefined) return { problems: reporter.problems };
  const checker = program.getTypeChecker();
  const declarations = new Declarations(checker);
  const exported = new Map<string, Declaration>();
  for (const file of files) {
    for (const [name, one] of exportedTypes(program.getSourceFile(file), checker, declarations)) {
      exported.set(name, one);
    }
  }
  const wanted =
    names ?? [...exported.keys()].filter((name) => exported.get(name)?.kind !== 'generic');
  for (const name of wanted.filter((one) => !exported.has(one))) {
    const message = `No type ${name} is exported.`;
    reporter.report('type_unknown', {
      message,
      fix: 'Export it, or mend its name in skewline.json.',
      file: path,
      type: name,
    });
  }
  const roots = wanted.flatMap((name) => exported.get(name) ?? []);
  const named = new Set([...exported.values()].map(({ key }) => key));
  const reachable = [...exported.values()].filter(({ kind }) => kind !== 'generic');
  const definitions = new Definitions(
    program,
    declarations,
    names === undefined ? reachable : roots,
    ({ key }) => named.has(key),
    reporter,
  );
  if (reporter.failed) return { problems: reporter.problems };
  const view = new View(exported, declarations, definitions, new Documents(), reporter);
  for (const root of roots) view.add(root);
  // The reader of documents wants a number; what a side of a conversion is called is put in after.
  const numbered = parseVersionId('1') ?? id;
  const version = toVersion(
    id.text,
    { id: numbered, name: id.text },
    view,
    [],
    new Memos(),
    reporter,
  );
  if (version === undefined || reporter.failed) return { problems: reporter.problems };
  return { value: Object.freeze({ ...version, id }), problems: reporter.problems };
}
