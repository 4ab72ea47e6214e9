import { inComment, literal } from '../code.ts';
import { header } from '../header.ts';
import { statement } from '../name-lists.ts';
import type { ClientModel } from './client-model.ts';

/** `client/methods.ts`: all operations as the methods of one object, for programs that use many. */
export function methodsModule(model: ClientModel): string {
  const { api, typeName, methods, modules, newest } = model;
  const type = `${typeName}Client`;
  const names = ['ConnectOptions', 'Connection'];
  if (methods.length > 0) names.push('CallRest', 'ResultOf');
  return [
    header,
    statement('import type', names, '@skewline/runtime/client'),
    ...(methods.length === 0
      ? []
      : [`import type { Operations } from '${modules.path(newest.id, 'types')}';`]),
    "import { connect } from './api.ts';",
    ...(methods.length === 0 ? [] : ["import * as operations from './operations.ts';"]),
    '',
    `/** The operations of ${inComment(api)} ${newest.id.text}, of one server. */`,
    `export interface ${type} {`,
    '  /** What it is connected by: the version that is spoken, and when that is asked for again. */',
    `  readonly connection: Connection<${literal(api)}>;`,
    ...methods.flatMap(({ name, lineage, docs }) => {
      const type = `Operations[${literal(lineage.id)}]`;
      const signature = `(...call: CallRest<${type}>) => Promise<ResultOf<${type}>>`;
      return [...docs.map((line) => `  ${line}`), `  readonly ${name}: ${signature};`];
    }),
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
