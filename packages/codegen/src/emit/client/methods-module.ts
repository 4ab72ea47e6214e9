import { inComment, literal } from '../code.ts';
import { header } from '../header.ts';
import type { ClientModel } from './client-model.ts';

/** `client/methods.ts`: all operations as the methods of one object, for programs that use many. */
export function methodsModule({ api, typeName, methods, newest }: ClientModel): string {
  const type = `${typeName}Client`;
  const bound = methods.length === 0 ? '' : 'Bound, ';
  return [
    header,
    `import type { ${bound}ConnectOptions, Connection } from '@skewline/runtime/client';`,
    "import { connect } from './api.ts';",
    ...(methods.length === 0 ? [] : ["import * as operations from './operations.ts';"]),
    '',
    `/** The operations of ${inComment(api)} ${newest.id.text}, of one server. */`,
    `export interface ${type} {`,
    '  /** What it is connected by: the version that is spoken, and when that is asked for again. */',
    `  readonly connection: Connection<${literal(api)}>;`,
    ...methods.flatMap(({ name, docs }) => [
      ...docs.map((line) => `  ${line}`),
      `  readonly ${name}: Bound<typeof operations.${name}>;`,
    ]),
    '}',
    '',
    '/** Nothing is sent before the first call. */',
    `export function create${type}(options: ConnectOptions): ${type} {`,
    '  const connection = connect(options);',
    '  return {',
    '    connection,',
    ...methods.map(
      ({ name }) => `    ${name}: (...call) => operations.${name}(connection, ...call),`,
    ),
    '  };',
    '}',
    '',
  ].join('\n');
}
