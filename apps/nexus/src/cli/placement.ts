import type { PlacementExplanation, Resources } from '@skewline/nexus-types/operator';
import { bytesText } from '../operator/placement-amounts.ts';
import { answered } from './answered.ts';
import { act, group, type Group, leaf } from './command.ts';
import { findInstance } from './find-instance.ts';
import { CliProblem } from './problem.ts';
import { type Paint, plain, sectionText, tableText } from './text.ts';

export function addPlacementCommands(program: Group): void {
  const placement = group(program, 'placement', 'where instances find room');

  leaf(
    placement,
    'explain',
    'says where an instance would be placed now, and what speaks against each other sled',
    'placement explain shop/web',
  )
    .argument('<instance>', 'its id, or PROJECT/NAME')
    .action(
      act(program.terminal, async ({ client, args: [text = ''] }) => {
        const id = await findInstance(client, text);
        if (id instanceof CliProblem) return id;
        const found = answered(
          await client.instancePlacementExplain({ path: { instance_id: id } }),
        );
        if (found instanceof CliProblem) return found;
        return { value: found, text: (paint) => explanationText(paint, found) };
      }),
    );
}

function explanationText(paint: Paint, explanation: PlacementExplanation): string {
  const { code, requested, message, hint, sleds } = explanation;
  const head = sectionText(paint, 'PLACEMENT', [
    ['wanted', resourcesText(requested)],
    ['answer', code === null ? paint.colour('green', 'there is room') : paint.colour('red', code)],
    ['users are told', [message, ...(hint === null ? [] : [hint])].map(plain).join('\n')],
    ['for operators', plain(explanation.text)],
  ]);
  if (sleds.length === 0) return head;
  const table = tableText(
    paint,
    ['SLED', 'SERIAL', '', 'CPUS', 'MEMORY', 'AGAINST IT'],
    sleds.map(({ sled_id, serial, chosen, fits, reasons, capacity, reserved }) => [
      sled_id,
      serial,
      chosen ? paint.colour('green', 'chosen') : fits ? 'fits' : 'no',
      `${String(reserved.hardware_threads)}/${String(capacity.hardware_threads)}`,
      `${bytesText(reserved.reservoir_ram)}/${bytesText(capacity.reservoir_ram)}`,
      reasons.map(({ text }) => plain(text)).join('\n'),
    ]),
  );
  return `${head}\n${table}`;
}

function resourcesText({ hardware_threads, rss_ram, reservoir_ram }: Resources): string {
  const rss = rss_ram === 0 ? '' : `, ${bytesText(rss_ram)} of system memory`;
  return `${String(hardware_threads)} CPUs, ${bytesText(reservoir_ram)} of memory${rss}`;
}
