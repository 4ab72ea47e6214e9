import type { Catalog, Column, Table } from './catalog.ts';

const header = `-- The schema after all migrations. Written from them by scripts/write-schema.ts, never by hand:
-- the migrations say why it is so, and a test that both make the same database.
`;

/** The names by which the migrations call these types. */
const shortTypes: Readonly<Record<string, string>> = {
  bigint: 'int8',
  boolean: 'bool',
  integer: 'int4',
  smallint: 'int2',
  'timestamp with time zone': 'timestamptz',
};

/** SQL that makes an empty database have this catalog. */
export function schemaText(catalog: Catalog): string {
  const enums = catalog.enums.map(
    ({ name, labels }) =>
      `CREATE TYPE ${name} AS ENUM (\n${labels.map((label) => `    '${label}'`).join(',\n')}\n);`,
  );
  return `${[header, ...enums, ...catalog.tables.map(tableText)].join('\n')}\n`
    .replaceAll(/\n(?=CREATE (?:TYPE|TABLE))/g, '\n\n')
    .replaceAll(/\n{3,}/g, '\n\n');
}

function tableText({ name, columns, constraints, indexes }: Table): string {
  const members = [
    ...columns.map(columnText),
    ...constraints.map((constraint) => `CONSTRAINT ${constraint.name} ${constraint.definition}`),
  ];
  const table = `CREATE TABLE ${name} (\n${members.map((member) => `    ${member}`).join(',\n')}\n);`;
  return [table, ...indexes.map(({ definition }) => `${withoutSchema(definition)};`)].join('\n');
}

function columnText(column: Column): string {
  const words = [column.name, shortTypes[column.type] ?? column.type];
  if (!column.nullable) words.push('NOT NULL');
  if (column.default !== null) words.push(`DEFAULT ${column.default}`);
  return words.join(' ');
}

/** The catalog names the schema that an index's table is in; a database may call it otherwise. */
function withoutSchema(definition: string): string {
  return definition.replace(/ ON \w+\.(\w+)/, ' ON $1');
}
