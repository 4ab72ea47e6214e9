import type { Command } from 'commander';
import { addAttemptCommands } from './attempt.ts';
import { addInstanceCommands } from './instance.ts';
import { addMigrationCommands } from './migration.ts';
import { addPlacementCommands } from './placement.ts';
import { addSagaCommands } from './saga.ts';
import { addSkewCommand } from './skew.ts';
import { addSledCommands } from './sled.ts';
import { addTaskCommands } from './task.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { addTokenCommands, addUserCommands } from './user.ts';
import { addVmmCommands } from './vmm.ts';

/**
 * Adds the operator's commands to a program of commander's. They ask a nexus that runs, or a database itself, and end with
 * 0, 1 where the answer is an error, or 2 where that was no way to ask; what is wrong goes to stderr.
 */
export function addOperatorCommands(
  command: Command,
  terminal: Terminal = processTerminal(),
): Command {
  const program = { command, terminal };
  addInstanceCommands(program);
  addVmmCommands(program);
  addMigrationCommands(program);
  addSagaCommands(program);
  addTaskCommands(program);
  addPlacementCommands(program);
  addSkewCommand(program);
  addSledCommands(program);
  addUserCommands(program);
  addTokenCommands(program);
  addAttemptCommands(program);
  return command;
}
