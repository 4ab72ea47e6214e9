import { setTimeout as sleep } from 'node:timers/promises';
import { createLogUpdate } from 'log-update';
import type { Rack } from '../handles.ts';
import type { Terminal } from '../terminal.ts';
import { changes } from './changes.ts';
import { collect } from './collect.ts';
import { colors } from './colors.ts';
import { renderRack } from './render.ts';
import type { RackSnapshot } from './snapshot.ts';

const periodMs = 1000;
const keys = 'q quits   t begins the tour   r starts again what has ended';

/** Draws the rack until somebody presses a key that ends it. */
export async function watchScreen(
  rack: Rack,
  folder: string,
  terminal: Terminal,
): Promise<'quit' | 'tour'> {
  const update = createLogUpdate(process.stdout);
  const over = new AbortController();
  const ended = AbortSignal.any([terminal.stopped, over.signal]);
  const draw = async (): Promise<void> => {
    let snapshot: RackSnapshot | null = null;
    while (!ended.aborted) {
      snapshot = await collect(rack, snapshot);
      if (ended.aborted) return;
      const frame = {
        folder,
        url: rack.nexus[0]?.url ?? '',
        keys,
        columns: terminal.columns(),
      };
      update(renderRack(snapshot, frame, colors));
      await sleep(periodMs, undefined, { signal: ended }).catch(() => undefined);
    }
  };
  const drawing = draw();
  try {
    for (;;) {
      const key = await terminal.key(terminal.stopped);
      if (key === null || key === 'q') return 'quit';
      if (key === 't') return 'tour';
      if (key === 'r') await startAgain(rack);
    }
  } finally {
    over.abort();
    await drawing;
    update.done();
  }
}

/** Writes a line for each thing that happens, until it is told to stop. */
export async function watchLines(rack: Rack, terminal: Terminal): Promise<void> {
  let before: RackSnapshot | null = null;
  while (!terminal.stopped.aborted) {
    const after = await collect(rack, before);
    for (const line of changes(before, after)) terminal.write(`${line}\n`);
    before = after;
    await sleep(periodMs, undefined, { signal: terminal.stopped }).catch(() => undefined);
  }
}

async function startAgain({ gateway, sleds, nexus }: Rack): Promise<void> {
  if (gateway.process === 'stopped') await gateway.start();
  const ended = sleds.filter((sled) => sled.process === 'stopped');
  await Promise.all(ended.map((sled) => sled.powerOn()));
  for (const one of nexus) if (one.process === 'stopped') await one.start();
}
