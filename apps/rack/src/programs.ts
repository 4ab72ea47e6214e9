import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildConsole } from './console.ts';
import { demoUser, makeDemo } from './demo.ts';
import type { Rack } from './handles.ts';
import type { Pace } from './options.ts';
import { paces } from './paces.ts';
import type { RackProblem } from './problem.ts';
import type { ProcessEvent } from './processes/process.ts';
import { startRack } from './rack.ts';
import { shownPath } from './shown-path.ts';
import type { Terminal } from './terminal.ts';
import { runTour, type TourAudience } from './tour/run.ts';
import { isAsTold, type StepResult } from './tour/step.ts';
import { steps } from './tour/steps.ts';
import { beginText, endText, summaryText, tellingText } from './tour/tell.ts';
import { colors } from './watch/colors.ts';
import { watchLines, watchScreen } from './watch/screen.ts';
import { welcome } from './welcome.ts';

/** Where nexus listens unless something else does; the gateway and the sled agents are next to it. */
const firstPort = 12_220;

/** Runs the rack until it is told to stop. */
export async function runRack(folder: string, terminal: Terminal): Promise<number> {
  const built = await buildConsole(terminal.stopped);
  if (built.directory === null) {
    terminal.write(`The console could not be built, so there is none: ${built.why}\n`);
  }
  const { directory: consoleDirectory } = built;
  for (;;) {
    const { rack, silence } = await start(folder, paces.demonstration, terminal, {
      consoleDirectory,
    });
    let next: 'quit' | 'tour' = 'quit';
    try {
      await makeDemo(rack);
      const { token } = await rack.user(demoUser);
      const signIn = consoleDirectory === null ? null : token;
      terminal.write(`${welcome(rack, shownPath(rack.folder), signIn)}\n\n`);
      if (terminal.isInteractive) {
        // The screen shows what runs.
        silence();
        next = await watchScreen(rack, shownPath(rack.folder), terminal);
      } else {
        await watchLines(rack, terminal);
      }
    } finally {
      await stop(rack, terminal);
    }
    if (next === 'quit') return 0;
    await tour(folder, terminal, true);
    if (terminal.stopped.aborted) return 0;
  }
}

/** Goes through the tour; with `pause` somebody presses a key after each step. Gives the exit code. */
export async function tour(folder: string, terminal: Terminal, pause: boolean): Promise<number> {
  // Whoever walks through it looks at the console between the steps.
  const consoleDirectory = pause ? (await buildConsole(terminal.stopped)).directory : null;
  const { rack } = await start(folder, paces.quick, terminal, { consoleDirectory });
  try {
    return await tourOf(rack, terminal, pause);
  } finally {
    await stop(rack, terminal);
  }
}

/** The same in a folder of its own, of which nothing is left. */
export async function tourOnce(terminal: Terminal): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'skewline-tour-'));
  try {
    const { rack } = await start(folder, paces.quick, terminal, { wish: null });
    try {
      return await tourOf(rack, terminal, false);
    } finally {
      await rack.destroy();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tourOf(rack: Rack, terminal: Terminal, pause: boolean): Promise<number> {
  const line = (text: string): void => {
    if (text !== '') terminal.write(`${text}\n`);
  };
  const begin = Date.now();
  const audience: TourAudience = {
    begins: (step, number, of) => line(beginText(step, number, of, colors)),
    told: (telling) => line(tellingText(telling, colors)),
    async ended(result: StepResult) {
      line(endText(result, colors));
      if (!pause) return true;
      line(colors.dim('\nq ends the tour, any other key goes on'));
      const key = await terminal.key(terminal.stopped);
      return key !== null && key !== 'q';
    },
  };
  const results = await runTour(rack, steps, audience, terminal.stopped);
  line(summaryText(results, (Date.now() - begin) / 1000, steps.length));
  // Who may end it may leave steps out.
  const isWhole = pause || results.length === steps.length;
  return isWhole && results.every(isAsTold) ? 0 : 1;
}

/** A rack, and how to say no more of its processes. */
interface Started {
  readonly rack: Rack;
  readonly silence: () => void;
}

async function start(
  folder: string,
  pace: Pace,
  terminal: Terminal,
  {
    wish = firstPort,
    consoleDirectory = null,
  }: {
    /** Null: any port that is free. */
    readonly wish?: number | null;
    readonly consoleDirectory?: string | null;
  } = {},
): Promise<Started> {
  terminal.write(`Starting the rack in ${shownPath(folder)}\n`);
  let isSilent = false;
  const rack = await startRack({
    folder,
    pace,
    consoleDirectory,
    ...(wish === null ? {} : { firstPort: wish }),
    signal: terminal.stopped,
    onProcess: (event) => {
      if (!isSilent) terminal.write(eventText(event));
    },
  });
  return { rack, silence: () => void (isSilent = true) };
}

async function stop(rack: Rack, terminal: Terminal): Promise<void> {
  terminal.write('Stopping the rack; Ctrl-C ends it at once\n');
  await rack.stop();
}

/** Only what people want to know: that something is ready, and that something ended by itself. */
function eventText(event: ProcessEvent): string {
  if (event.kind === 'ready') return `  ${event.name} is ready\n`;
  if (event.kind !== 'ended' || !event.unexpected) return '';
  const { code, signal } = event.exit;
  return `  ${event.name} has ended by itself (${signal ?? `exit code ${String(code)}`})\n`;
}

/** What is in the way, and what to do about it. */
export function problemText(problem: RackProblem): string {
  return `${problem.message}\n${problem.fix === null ? '' : `${problem.fix}\n`}`;
}
