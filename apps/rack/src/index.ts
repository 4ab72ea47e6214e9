/**
 * A rack of real processes, for whoever wants to use one or break one.
 *
 *     import { paces, startRack } from '../src/index.ts';
 *
 *     const rack = await startRack({ folder, pace: paces.quick });
 *     try {
 *       const alice = await rack.user('alice');
 *       await alice.external.projectCreate({ body: { name: 'shop', description: '' } });
 *       await rack.sleds[2]!.powerOff();
 *       await rack.nexus[0]!.kill('SIGKILL');
 *       await rack.nexus[0]!.start();
 *     } finally {
 *       await rack.destroy();
 *     }
 *
 * What was started ends with the process that started it, however that ends. Several nexus share a PostgreSQL server:
 * `database: { url }`, `nexus: 2`. Sled agents: `sleds: [44, 48, 49]`; `start(49)` upgrades one that does not run.
 */
export { clientsAt, type NexusClients, valueOf } from './clients.ts';
export type {
  GatewayHandle,
  NexusHandle,
  ProcessHandle,
  Rack,
  RackUser,
  SledHandle,
} from './handles.ts';
export { defaultHardware, gibibyte, type SledHardware } from './inventory.ts';
export { type NexusAge, type Pace, type RackOptions, today } from './options.ts';
export { paces } from './paces.ts';
export { RackProblem, type RackProblemCode } from './problem.ts';
export type { ProcessEvent, ProcessExit, ProcessState } from './processes/process.ts';
export { startRack } from './rack.ts';
