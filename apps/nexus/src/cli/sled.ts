import type { Resources, Sled } from '@skewline/nexus-types/operator';
import { Option } from 'commander';
import { bytesText } from '../operator/placement-amounts.ts';
import { answered } from './answered.ts';
import { act, group, type Group, idArgument, leaf } from './command.ts';
import { CliProblem } from './problem.ts';
import { type Paint, sectionText, tableText } from './text.ts';

export function addSledCommands(program: Group): void {
  const sled = group(program, 'sled', 'sleds, and how much of them is taken');

  leaf(sled, 'list', 'lists sleds', 'sled list').action(
    act(program.terminal, async ({ client }) => {
      const found = answered(await client.sledList());
      if (found instanceof CliProblem) return found;
      return {
        value: found,
        text: (paint) =>
          tableText(
            paint,
            ['ID', 'SERIAL', 'POLICY', 'STATE', 'EVACUATING', 'VMMS', 'CPUS', 'MEMORY'],
            found.items.map((item) => [
              item.id,
              item.serial,
              item.policy,
              item.state,
              item.evacuating ? paint.colour('yellow', 'yes') : 'no',
              item.vmms,
              share(item, 'hardware_threads', String),
              share(item, 'reservoir_ram', bytesText),
            ]),
          ),
      };
    }),
  );

  leaf(
    sled,
    'evacuate',
    'places nothing new on a sled; what runs there stays until somebody moves it',
    'sled evacuate 5a1c6e58-5d3b-4f6e-9d57-8a5f4b0d9b11',
  )
    .argument('<id>', 'of the sled', idArgument)
    .addOption(new Option('--end', 'uses it again'))
    .action(
      act<{ readonly end?: true }>(
        program.terminal,
        async ({ client, args: [sled_id = ''], options: { end } }) => {
          const found = answered(
            await client.sledSetEvacuation({
              path: { sled_id },
              body: { evacuating: end !== true },
            }),
          );
          if (found instanceof CliProblem) return found;
          return { value: found, text: (paint) => sledText(paint, found) };
        },
      ),
    );

  leaf(
    sled,
    'expunge',
    'says that a sled is gone for good: what ran on it has failed',
    'sled expunge 5a1c6e58-5d3b-4f6e-9d57-8a5f4b0d9b11',
  )
    .argument('<id>', 'of the sled', idArgument)
    .action(
      act(program.terminal, async ({ client, args: [sled_id = ''] }) => {
        const found = answered(await client.sledExpunge({ path: { sled_id } }));
        if (found instanceof CliProblem) return found;
        return { value: found, text: (paint) => sledText(paint, found) };
      }),
    );
}

function share(
  { reserved, capacity }: Sled,
  name: keyof Resources,
  said: (amount: number) => string,
): string {
  return `${said(reserved[name])}/${said(capacity[name])}`;
}

function sledText(paint: Paint, sled: Sled): string {
  return sectionText(paint, 'SLED', [
    ['ID', sled.id],
    ['serial', sled.serial],
    ['policy', sled.policy],
    ['state', sled.state],
    ['evacuating', sled.evacuating ? 'yes' : 'no'],
    ['takes new instances', sled.provisionable ? 'yes' : 'no'],
    ['VMMs', sled.vmms],
    ['CPUs', share(sled, 'hardware_threads', String)],
    ['memory', share(sled, 'reservoir_ram', bytesText)],
  ]);
}
