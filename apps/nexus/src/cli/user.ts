import type { Role, Token, User } from '@skewline/nexus-types/operator';
import { InvalidArgumentError, Option } from 'commander';
import { answered } from './answered.ts';
import { act, group, type Group, idArgument, leaf } from './command.ts';
import { CliProblem } from './problem.ts';
import { type Paint, tableText } from './text.ts';

export function addUserCommands(program: Group): void {
  const user = group(program, 'user', 'users, and what they may do');

  leaf(user, 'list', 'lists users', 'user list').action(
    act(program.terminal, async ({ client }) => {
      const found = answered(await client.userList());
      if (found instanceof CliProblem) return found;
      return { value: found, text: (paint) => usersText(paint, found.items) };
    }),
  );

  leaf(user, 'put', 'makes a user, or changes what one may do', 'user put ada --role operator')
    .argument('<name>', 'lower case letters, digits and -')
    .addOption(
      new Option('--role <role>', 'what they may do')
        .choices(['user', 'operator'])
        .makeOptionMandatory(),
    )
    .action(
      act<{ readonly role: Role }>(
        program.terminal,
        async ({ client, args: [name = ''], options: { role } }) => {
          const found = answered(await client.userPut({ path: { user: name }, body: { role } }));
          if (found instanceof CliProblem) return found;
          return { value: found, text: (paint) => usersText(paint, [found]) };
        },
      ),
    );

  leaf(
    user,
    'token',
    'makes a token for a user; its secret is shown this once',
    'user token ada --expires 2027-01-01T00:00:00Z',
  )
    .argument('<user>', 'by name')
    .addOption(
      new Option('--expires <time>', 'from then on it is worthless').argParser(timeArgument),
    )
    .action(
      act<{ readonly expires?: string }>(
        program.terminal,
        async ({ client, args: [name = ''], options: { expires = null } }) => {
          const found = answered(
            await client.userTokenCreate({
              path: { user: name },
              body: { time_expires: expires },
            }),
          );
          if (found instanceof CliProblem) return found;
          return {
            value: found,
            // Alone on its line, so that a shell can take it: nexus user token ada | …
            text: () => `${found.secret}\n`,
            notes: [
              `Token ${found.id} of ${name}. This is the only time that its secret is shown.`,
            ],
          };
        },
      ),
    );
}

export function addTokenCommands(program: Group): void {
  const token = group(program, 'token', 'what users show to be who they are');

  leaf(token, 'list', 'lists the tokens of a user, without their secrets', 'token list ada')
    .argument('<user>', 'by name')
    .action(
      act(program.terminal, async ({ client, args: [name = ''] }) => {
        const found = answered(await client.userTokenList({ path: { user: name } }));
        if (found instanceof CliProblem) return found;
        return { value: found, text: (paint) => tokensText(paint, found.items) };
      }),
    );

  leaf(
    token,
    'delete',
    'makes a token worthless',
    'token delete 0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01',
  )
    .argument('<id>', 'of the token', idArgument)
    .action(
      act(program.terminal, async ({ client, args: [token_id = ''] }) => {
        const gone = answered(await client.tokenDelete({ path: { token_id } }));
        if (gone instanceof CliProblem) return gone;
        return { value: null, text: () => `Token ${token_id} is worthless now.\n` };
      }),
    );
}

function usersText(paint: Paint, users: readonly User[]): string {
  return tableText(
    paint,
    ['ID', 'NAME', 'ROLE', 'CREATED'],
    users.map(({ id, name, role, time_created }) => [id, name, role, paint.age(time_created)]),
  );
}

function tokensText(paint: Paint, tokens: readonly Token[]): string {
  return tableText(
    paint,
    ['ID', 'CREATED', 'EXPIRES'],
    tokens.map(({ id, time_created, time_expires }) => [
      id,
      paint.age(time_created),
      time_expires === null ? 'never' : paint.time(time_expires),
    ]),
  );
}

function timeArgument(text: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('It is no time like 2027-01-01T00:00:00Z.');
  }
  return text;
}
