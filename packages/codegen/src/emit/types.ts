import type { Api, Operation, Version } from '../model/api.ts';
import type { Epochs } from '../model/epochs.ts';
import type { FileMap } from '../model/file-map.ts';
import type { JsonObject } from '../model/json.ts';
import type { ReferenceSchema } from '../model/schema.ts';
import { literal } from './code.ts';
import { header } from './header.ts';
import { type Dialect, toJsonSchema, typesDialect } from './json-schema.ts';
import { NameLists, statement } from './name-lists.ts';
import { identifierIn, typeNames } from './names.ts';
import { operationSchema } from './operation-schema.ts';
import { interfaceOf, namedType, typeAlias } from './type-nodes.ts';

/**
 * `generated/vN/types.ts` for each version, which declares what is new there and takes the rest, by
 * name, from the version that declared it; and `generated/latest.ts`.
 */
export function emitTypes(api: Api, epochs: Epochs): FileMap {
  const names = typeNames(api);
  const files = new Map<string, string>();
  let operations: OperationsModule | undefined;
  for (const [index, version] of api.versions.entries()) {
    operations = nextOperations(operations, index, version, epochs);
    files.set(
      `generated/${version.id.folder}/types.ts`,
      versionModule(index, version, epochs, names, operations),
    );
  }
  const newest = api.versions.at(-1);
  if (newest !== undefined) files.set('generated/latest.ts', latestModule(newest, names));
  return files;
}

function versionModule(
  index: number,
  version: Version,
  epochs: Epochs,
  names: ReadonlyMap<string, string>,
  operations: OperationsModule,
): string {
  const mentioned = new Set<string>();
  const dialect: Dialect = {
    ...typesDialect((reference) => {
      mentioned.add(reference.name);
      return namedType(identifierIn(names, reference.name));
    }),
    indexed: true,
  };
  const declared = epochs.beginningAt(index).map((epoch) => {
    // What changed since is documentation, and the newest is the best.
    const named = epochs.versions[epoch.last]?.schemas.get(epoch.type);
    const schema = named === undefined ? {} : toJsonSchema(named.schema, dialect);
    return typeAlias(identifierIn(names, epoch.type), schema);
  });
  const isNew = operations.index === index;
  const own = isNew ? [operationsInterface(operations, version, dialect)] : [];
  const elsewhere = [...version.schemas.keys()].filter(
    (type) => (epochs.at(index, type)?.first ?? index) !== index,
  );
  const imports = new NameLists('types.ts');
  const reExports = new NameLists('types.ts');
  for (const type of elsewhere) {
    const first = epochs.at(index, type)?.first ?? index;
    reExports.add(first, identifierIn(names, type));
    if (mentioned.has(type)) imports.add(first, identifierIn(names, type));
  }
  if (!isNew) {
    reExports.add(operations.index, 'Operations');
  } else if (operations.previous !== undefined) {
    imports.add(operations.previous.index, 'Operations as PreviousOperations');
  }
  return [
    header,
    ...imports.statements('import type', epochs),
    ...reExports.statements('export type', epochs),
    ...[...declared, ...own].map((text) => `\n${text}`),
    '',
  ].join('\n');
}

function latestModule(newest: Version, names: ReadonlyMap<string, string>): string {
  const all = [...newest.schemas.keys()].map((type) => identifierIn(names, type));
  const list = statement('export type', [...all, 'Operations'], `./${newest.id.folder}/types.ts`);
  return [header, list, ''].join('\n');
}

/** Where the operations of a version are declared, which is older where none of them changed. */
interface OperationsModule {
  readonly index: number;
  readonly previous?: OperationsModule;
  /** By operation id: what is on the wire, with the epochs of the types that it mentions. */
  readonly wires: ReadonlyMap<string, string>;
  readonly changed: readonly Operation[];
}

function nextOperations(
  previous: OperationsModule | undefined,
  index: number,
  version: Version,
  epochs: Epochs,
): OperationsModule {
  const dialect: Dialect = {
    ...typesDialect(({ name }: ReferenceSchema): JsonObject => {
      return { name, epoch: epochs.at(index, name)?.first ?? index };
    }),
    docs: false,
  };
  const words = { nothing: {}, empty: {} };
  const wires = new Map<string, string>();
  const changed: Operation[] = [];
  for (const operation of version.operations.values()) {
    const schema = operationSchema(operation, dialect, words);
    const wire = JSON.stringify([operation.method, operation.path, schema]);
    wires.set(operation.id, wire);
    if (previous?.wires.get(operation.id) !== wire) changed.push(operation);
  }
  const same = previous !== undefined && changed.length === 0 && wires.size === previous.wires.size;
  if (same) return previous;
  return { index, wires, changed, ...(previous === undefined ? {} : { previous }) };
}

function operationsInterface(
  { previous, wires, changed }: OperationsModule,
  version: Version,
  dialect: Dialect,
): string {
  const words = { nothing: namedType('undefined'), empty: namedType('Record<string, never>') };
  const schema = {
    type: 'object',
    description: `What version ${version.id.text} takes and gives, by operation id.`,
    properties: Object.fromEntries(
      changed.map((operation) => [operation.id, operationSchema(operation, dialect, words)]),
    ),
    required: changed.map(({ id }) => id),
  };
  return interfaceOf('Operations', heritage(previous, wires, changed), schema);
}

function heritage(
  previous: OperationsModule | undefined,
  wires: ReadonlyMap<string, string>,
  changed: readonly Operation[],
): string | undefined {
  if (previous === undefined) return undefined;
  const declared = new Set(changed.map(({ id }) => id));
  const left = [...previous.wires.keys()].filter((id) => declared.has(id) || !wires.has(id));
  if (left.length === 0) return 'PreviousOperations';
  return `Omit<PreviousOperations, ${left.map(literal).join(' | ')}>`;
}
