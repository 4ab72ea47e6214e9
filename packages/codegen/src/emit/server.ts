import type { OperationForm } from '@skewline/runtime/exchange';
import type { Api, Version } from '../model/api.ts';
import type { FileMap } from '../model/file-map.ts';
import type { Lineage } from '../plan/lineage.ts';
import { type Range, rangesOf } from '../plan/ranges.ts';
import { Code, literal } from './code.ts';
import type { ExchangePlaces, ExchangeValidators, ValidatorPlace } from './exchange-validators.ts';
import { header } from './header.ts';
import { formText, stepText } from './lineage-text.ts';
import { byCodeUnits } from './names.ts';

/**
 * `generated/server.ts`: all operations through all versions, with their conversions, validators and
 * documents: what `@skewline/server` needs to serve every version with handlers of the newest.
 */
export function emitServer(
  api: Api,
  lineages: readonly Lineage[],
  validators: ExchangeValidators,
  sparse: boolean,
): FileMap {
  const newest = api.versions.at(-1);
  if (newest === undefined) return new Map();
  return new Map([
    ['generated/server.ts', serverModule(api, newest, lineages, validators, sparse)],
  ]);
}

function serverModule(
  api: Api,
  newest: Version,
  lineages: readonly Lineage[],
  validators: ExchangeValidators,
  sparse: boolean,
): string {
  const modules = new Modules();
  const current = lineages.filter(({ isCurrent }) => isCurrent);
  const retired = lineages.filter(({ isCurrent }) => !isCurrent);
  const code = new Code();

  if (retired.length > 0)
    code.line('/** What only older versions have: by id and last version. */');
  code.block('export interface RetiredOperations', () => {
    for (const { key, id, last } of retired) {
      const types = modules.types(folderAt(api, last));
      code.line(`${literal(key)}: ${types}.Operations[${literal(id)}];`);
    }
  });
  code.line('');

  const operation = (lineage: Lineage, open: string): void => {
    code.line(open);
    code.indented(() => {
      code.line(`id: ${literal(lineage.id)},`);
      list(
        'forms',
        serverForms(lineage, validators).map((one) => formLine(one, modules, api)),
      );
      list(
        'steps',
        lineage.steps.map((step) => stepText(step, modules.conversion)),
      );
      if (lineage.notForwarded.length > 0) list('notForwarded', lineage.notForwarded.map(rowText));
    });
    code.line('},');
  };
  const list = (name: string, lines: readonly string[]): void => {
    if (lines.length === 0) {
      code.line(`${name}: [],`);
      return;
    }
    code.line(`${name}: [`);
    code.indented(() => {
      for (const line of lines) code.line(`${line},`);
    });
    code.line('],');
  };

  code.line(
    '/** Everything that a server needs to serve all versions with handlers of the newest. */',
  );
  code.block(
    `export const api: ServerApi<Operations, RetiredOperations, ${literal(api.name)}> =`,
    () => {
      code.line(`name: ${literal(api.name)},`);
      code.line(`versions: [${api.versions.map(({ id }) => literal(id.text)).join(', ')}],`);
      code.line(`sparse: ${String(sparse)},`);
      code.line('operations: [');
      code.indented(() => {
        for (const lineage of current) operation(lineage, '{');
      });
      code.line('],');
      code.block(
        'retired:',
        () => {
          for (const lineage of retired) operation(lineage, `${literal(lineage.key)}: {`);
        },
        '},',
      );
      code.block(
        'documents:',
        () => {
          for (const { id } of api.versions)
            code.line(`${literal(id.text)}: ${document(id.folder)},`);
        },
        '},',
      );
    },
    '};',
  );
  return [
    header,
    "import type { ServerApi } from '@skewline/runtime/exchange';",
    ...modules.imports(),
    `import type { Operations } from './${newest.id.folder}/types.ts';`,
    '',
    code.toString(),
    '',
  ].join('\n');
}

/** Loaded when somebody asks for it: a document is larger than all the code that serves it. */
function document(folder: string): string {
  const module = `import('./${folder}/openapi.json', { with: { type: 'json' } })`;
  return `() => ${module}.then((loaded): unknown => loaded.default)`;
}

type ServerRange = Range<{ readonly form: OperationForm; readonly places: ExchangePlaces }>;

/** The ranges in which both the shape and the validators stay the same. */
function serverForms(lineage: Lineage, validators: ExchangeValidators): readonly ServerRange[] {
  const checked = validators.ranges(lineage);
  return rangesOf(lineage.first, lineage.last, (position) => ({
    form: holding(lineage.forms, position),
    places: holding(checked, position).value,
  }));
}

function holding<T extends { readonly first: number; readonly last: number }>(
  ranges: readonly T[],
  position: number,
): T {
  const found = ranges.find(({ first, last }) => first <= position && position <= last);
  if (found === undefined) throw new Error(`Nothing holds at position ${String(position)}`);
  return found;
}

function formLine({ first, last, value }: ServerRange, modules: Modules, api: Api): string {
  const { request, responses } = value.places;
  const access = (place: ValidatorPlace): string =>
    modules.validator(folderAt(api, place.version), place);
  const answers = Object.entries(responses).map(([status, place]) => {
    return `${/^\d+$/.test(status) ? status : literal(status)}: ${access(place)}`;
  });
  const members = [
    ...(request === undefined ? [] : [`request: ${access(request)}`]),
    `responses: ${answers.length === 0 ? '{}' : `{ ${answers.join(', ')} }`}`,
  ];
  return formText({ ...value.form, first, last }, [`validators: { ${members.join(', ')} }`]);
}

function rowText({ first, last, reason }: Lineage['notForwarded'][number]): string {
  return `{ first: ${String(first)}, last: ${String(last)}, reason: ${literal(reason)} }`;
}

function folderAt(api: Api, position: number): string {
  const version = api.versions[position];
  if (version === undefined) throw new Error(`No version at ${String(position)}`);
  return version.id.folder;
}

/** The modules of other versions that this one takes something from, by the name it gives them. */
class Modules {
  readonly #imports = new Map<string, string>();

  readonly conversion = (folder: string, name: string): string =>
    `${this.#add('operations', folder)}.${name}`;

  validator(folder: string, { module, name }: ValidatorPlace): string {
    return `${this.#add(module, folder)}.${name}`;
  }

  types(folder: string): string {
    return this.#add('types', folder, 'import type');
  }

  imports(): readonly string[] {
    return [...this.#imports.values()].sort(byCodeUnits);
  }

  #add(module: string, folder: string, keywords = 'import'): string {
    const name = `${module}${folder.toUpperCase()}`;
    this.#imports.set(name, `${keywords} * as ${name} from './${folder}/${module}.ts';`);
    return name;
  }
}
