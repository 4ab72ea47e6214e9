import { dirname } from 'node:path';
import ts from 'typescript';
import type { TypesReporter } from './reporter.ts';

/** What a package's own tsconfig may say about what is around its modules. */
type Surroundings = Pick<
  ts.CompilerOptions,
  'baseUrl' | 'customConditions' | 'lib' | 'paths' | 'typeRoots' | 'types'
>;

/** As strict as it gets, so that what a type says is what it means; nothing is written. */
function optionsOf(surroundings: Surroundings): ts.CompilerOptions {
  return {
    lib: ['lib.es2023.d.ts'],
    types: [],
    ...surroundings,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    noEmit: true,
  };
}

/** The modules with all that they import. What does not compile is reported, and gives no program. */
export function programOf(
  files: readonly string[],
  packageFolder: string,
  reporter: TypesReporter,
): ts.Program | undefined {
  const options = optionsOf(surroundingsOf(packageFolder));
  const program = ts.createProgram([...files], options);
  let clean = true;
  for (const file of files) {
    const source = program.getSourceFile(file);
    if (source === undefined) continue;
    for (const diagnostic of [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]) {
      if (diagnostic.category !== ts.DiagnosticCategory.Error) continue;
      clean = false;
      const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
      reporter.report('types_invalid', {
        message: `TS${String(diagnostic.code)}: ${message}`,
        fix: 'Mend it: the types must compile before they can be read.',
        place: { source, position: diagnostic.start ?? 0 },
      });
    }
  }
  return clean ? program : undefined;
}

/** The same options and the same copies of TypeScript's own files, for one text more. */
export function programWith(program: ts.Program, path: string, text: string): ts.Program {
  const options = program.getCompilerOptions();
  const host = ts.createCompilerHost(options);
  const added = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === path ? added : (program.getSourceFile(name) ?? read(name, ...rest));
  const exists = host.fileExists.bind(host);
  host.fileExists = (name) => name === path || exists(name);
  return ts.createProgram([path], options, host);
}

function surroundingsOf(packageFolder: string): Surroundings {
  const path = ts.findConfigFile(packageFolder, (name) => ts.sys.fileExists(name));
  if (path === undefined) return {};
  const { config } = ts.readConfigFile(path, (name) => ts.sys.readFile(name));
  const host = { ...ts.sys, readDirectory: () => [] };
  const { options } = ts.parseJsonConfigFileContent(config, host, dirname(path), {}, path);
  const kept = Object.entries(options).filter(
    ([key, value]) => taken.has(key) && value !== undefined,
  );
  return Object.fromEntries(kept);
}

const taken: ReadonlySet<string> = new Set([
  'baseUrl',
  'customConditions',
  'lib',
  'paths',
  'typeRoots',
  'types',
]);
