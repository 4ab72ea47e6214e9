import { demoProject, demoUser } from './demo.ts';
import type { Rack } from './handles.ts';

/** Where everything is, and what can be done with it. */
export function welcome(
  rack: Pick<Rack, 'nexus' | 'sleds' | 'gateway'>,
  folder: string,
  /** The demo user's token, for the console; null where there is no console. */
  signIn: string | null,
): string {
  const [nexus] = rack.nexus;
  const url = nexus?.url ?? '';
  // The command line looks there by itself.
  const at = folder === '.rack' ? '' : ` --rack ${folder}`;
  const sleds = rack.sleds.map(
    ({ serial, version, url: sled }) =>
      `  ${serial}          ${sled}  (version ${String(version)})`,
  );
  return [
    'The rack runs.',
    '',
    ...(signIn === null
      ? []
      : [
          `  console         ${url}/console/`,
          `                  sign in as ${demoUser} with ${signIn}`,
          `                  or as an operator with the token in ${folder}/operator.json`,
        ]),
    `  external API    ${url}  (the user ${demoUser} has a token in ${folder}/users.json)`,
    `  operator API    ${url}/operator  (an operator has one in ${folder}/operator.json)`,
    `  internal API    ${nexus?.internalUrl ?? ''}`,
    `  gateway         ${rack.gateway.url}`,
    ...sleds,
    `  logs            ${folder}/logs`,
    '',
    'Try, in another terminal:',
    '',
    `  npm run -s nexus -- instance list${at}`,
    `  npm run -s nexus -- instance show ${demoProject}/web-1${at}`,
    `  npm run -s nexus -- skew${at}`,
    `  npm start -- --tour${folder === '.rack' ? '' : ` --folder ${folder}`}     (when this one has ended)`,
  ].join('\n');
}
