import { inComment, literal } from '../code.ts';
import { header } from '../header.ts';
import type { ClientModel } from './client-model.ts';

/** `client/api.ts`: which versions the client knows, and how to connect. */
export function apiModule({ api, versions, sparse, newest }: ClientModel): string {
  const type = literal(api);
  const oldest = versions[0]?.text ?? '';
  return [
    header,
    'import {',
    '  connect as connectTo,',
    '  type ConnectOptions,',
    '  type Connection,',
    "} from '@skewline/runtime/client';",
    "import type { ApiVersions } from '@skewline/runtime/exchange';",
    '',
    `/** The versions of ${inComment(api)} that this client speaks. */`,
    `export const api: ApiVersions<${type}> = {`,
    `  name: ${literal(api)},`,
    `  versions: [${versions.map(({ text }) => literal(text)).join(', ')}],`,
    `  sparse: ${String(sparse)},`,
    '};',
    '',
    '/**',
    ` * A server of ${inComment(api)}, for the functions of \`operations.ts\`. Nothing is sent before the first`,
    ` * call; which version from ${oldest} to ${newest.id.text} to speak is found out then.`,
    ' */',
    `export function connect(options: ConnectOptions): Connection<${type}> {`,
    '  return connectTo(api, options);',
    '}',
    '',
  ].join('\n');
}
