import { sql } from 'kysely';
import { readTypeScriptTypes } from '../../../codegen/src/read/typescript/index.ts';
import { parseVersionId } from '../../../codegen/src/model/version-id.ts';
import type { Schema } from '../../../codegen/src/model/schema.ts';
import type { Queries } from '../../src/store/index.ts';
import type { Tables } from '../../src/rows/index.ts';

/** A column as text, the same from either side: `uuid`, `int8 | null`, `vmm_state(creating|…)`. */
export type Columns = ReadonlyMap<string, string>;
/** By table. */
export type Described = ReadonlyMap<string, Columns>;

/** The type of each table's rows. A table that is missing here does not compile. */
const rowTypes: { readonly [Table in keyof Tables]: string } = {
  affinity_group: 'AffinityGroupRow',
  affinity_group_instance_membership: 'GroupMembershipRow',
  anti_affinity_group: 'AntiAffinityGroupRow',
  anti_affinity_group_instance_membership: 'GroupMembershipRow',
  api_token: 'ApiTokenRow',
  api_user: 'ApiUserRow',
  crucible_dataset: 'CrucibleDatasetRow',
  disk: 'DiskRow',
  disk_type_local_storage: 'LocalStorageDiskRow',
  external_ip: 'ExternalIpRow',
  instance: 'InstanceRow',
  instance_event: 'InstanceEventRow',
  ip_pool_range: 'IpPoolRangeRow',
  local_storage_dataset_allocation: 'LocalStorageAllocationRow',
  local_storage_unencrypted_dataset_allocation: 'LocalStorageUnencryptedAllocationRow',
  migration: 'MigrationRow',
  network_interface: 'NetworkInterfaceRow',
  physical_disk: 'PhysicalDiskRow',
  project: 'ProjectRow',
  project_member: 'ProjectMemberRow',
  rendezvous_local_storage_dataset: 'LocalStorageDatasetRow',
  rendezvous_local_storage_unencrypted_dataset: 'LocalStorageDatasetRow',
  saga: 'SagaRow',
  saga_event: 'SagaEventRow',
  saga_executor: 'SagaExecutorRow',
  sled: 'SledRow',
  sled_resource_vmm: 'SledResourceVmmRow',
  start_attempt: 'StoredStartAttemptRow',
  virtual_provisioning_collection: 'VirtualProvisioningCollectionRow',
  virtual_provisioning_resource: 'VirtualProvisioningResourceRow',
  vmm: 'VmmRow',
  zpool: 'ZpoolRow',
};

/** What a type cannot say of a column: see `database/column-types.ts`. */
const special: ReadonlyMap<string, string> = new Map([
  ['api_token.hash', 'bytea'],
  ['instance.user_data', 'bytea'],
  ['instance.auto_restart_cooldown', 'interval | null'],
  // What is in them is the business of sagas: unknown here.
  ['saga.dag', 'jsonb'],
  ['saga.params', 'jsonb'],
  ['saga.outcome', 'jsonb | null'],
  ['saga_event.event', 'jsonb'],
]);

/** The SQL types that hold all values of a format. A row type may be narrower than its column. */
const sqlTypes: { readonly [format: string]: readonly string[] } = {
  uuid: ['uuid'],
  'date-time': ['timestamptz'],
  ip: ['inet'],
  text: ['text'],
  uint8: ['int2'],
  uint16: ['int4', 'int8'],
  uint32: ['int4', 'int8'],
  uint64: ['int8'],
  int32: ['int4'],
  int64: ['int8'],
  boolean: ['bool'],
  json: ['jsonb'],
};

/** What the types say. A column that could be of several SQL types has them all: `int4/int8`. */
export async function describeTypes(): Promise<Described> {
  const id = parseVersionId('1');
  if (id === null || id === undefined) throw new Error('1 is a version');
  const { value, problems } = await readTypeScriptTypes(
    new URL('../../src/rows/index.ts', import.meta.url).pathname,
    {
      id,
      packageFolder: new URL('../..', import.meta.url).pathname,
      names: [...new Set(Object.values(rowTypes))],
    },
  );
  if (value === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  const resolve = (schema: Schema): Schema => {
    if (schema.kind !== 'reference') return schema;
    const named = value.schemas.get(schema.name);
    if (named === undefined) throw new Error(`no type ${schema.name}`);
    return resolve(named.schema);
  };
  return new Map(
    Object.entries(rowTypes).map(([table, type]) => {
      const row = resolve({ kind: 'reference', name: type });
      if (row.kind !== 'object') throw new Error(`${type} is no object`);
      const columns = row.properties.map(({ name, schema, required }): [string, string] => {
        const whole = resolve(schema);
        const inner = whole.kind === 'nullable' ? resolve(whole.of) : whole;
        const text =
          special.get(`${table}.${name}`) ?? nullable(textOf(inner), whole.kind === 'nullable');
        return [name, required ? text : `${text}, optional`];
      });
      return [table, new Map(columns)];
    }),
  );
}

function textOf(schema: Schema): string {
  switch (schema.kind) {
    case 'enum':
      return `enum(${schema.values
        .map(({ value }) => String(value))
        .toSorted()
        .join('|')})`;
    case 'string':
      return sqlOf(schema.format ?? 'text');
    case 'number':
      return sqlOf(schema.integer ? (schema.format ?? 'no format') : 'no integer');
    case 'boolean':
      return sqlOf('boolean');
    case 'array':
    case 'object':
    case 'map':
      return sqlOf('json');
    default:
      return `a ${schema.kind}, which is no column`;
  }
}

function sqlOf(format: string): string {
  return sqlTypes[format]?.join('/') ?? `${format}, which is no SQL type`;
}

function nullable(text: string, may: boolean): string {
  return may ? `${text} | null` : text;
}

interface SchemaColumn {
  readonly table_name: string;
  readonly column_name: string;
  readonly udt_name: string;
  readonly is_nullable: 'YES' | 'NO';
}

/** What the migrated schema says, the migrations' own tables left out. */
export async function describeSchema(queries: Queries): Promise<Described> {
  const columns = await sql<SchemaColumn>`
    SELECT table_name, column_name, udt_name, is_nullable FROM information_schema.columns
    WHERE table_schema = current_schema()
      AND table_name NOT IN ('schema_migration', 'schema_migration_lock')
    ORDER BY table_name, ordinal_position`.execute(queries);
  const labels = await sql<{ readonly typname: string; readonly enumlabel: string }>`
    SELECT typname, enumlabel FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid`.execute(
    queries,
  );
  const enums = new Map<string, string[]>();
  for (const { typname, enumlabel } of labels.rows) {
    enums.set(typname, [...(enums.get(typname) ?? []), enumlabel]);
  }
  const tables = new Map<string, Map<string, string>>();
  for (const { table_name, column_name, udt_name, is_nullable } of columns.rows) {
    const all = enums.get(udt_name);
    const type = all === undefined ? udt_name : `enum(${all.toSorted().join('|')})`;
    const table = tables.get(table_name) ?? new Map<string, string>();
    tables.set(table_name, table.set(column_name, nullable(type, is_nullable === 'YES')));
  }
  return tables;
}

/** One line for each table or column that is not the same on both sides. */
export function differences(types: Described, schema: Described): readonly string[] {
  const tables = new Set([...types.keys(), ...schema.keys()]);
  return [...tables].toSorted().flatMap((table) => {
    const [typed, made] = [types.get(table), schema.get(table)];
    if (typed === undefined) return [`${table}: only in the schema`];
    if (made === undefined) return [`${table}: only in the types`];
    const columns = new Set([...typed.keys(), ...made.keys()]);
    return [...columns].toSorted().flatMap((column) => {
      const [want, have] = [typed.get(column), made.get(column)];
      if (want !== undefined && have !== undefined && isOneOf(have, want)) return [];
      return [
        `${table}.${column}: ${want ?? 'nothing'} in the types, ${have ?? 'nothing'} in the schema`,
      ];
    });
  });
}

/** `int8 | null` is one of `int4/int8 | null`. */
function isOneOf(have: string, want: string): boolean {
  const [types = '', rest] = want.split(' | ');
  return types
    .split('/')
    .some((type) => (rest === undefined ? type : `${type} | ${rest}`) === have);
}
