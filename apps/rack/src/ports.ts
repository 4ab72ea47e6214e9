import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './problem.ts';

/** All listens here: a rack is for the machine that it runs on. */
export const host = '127.0.0.1';

/**
 * Where the sled agent of a sled listens, by its place among the sleds. Each sled has a network of its own, as in a rack: the
 * addresses of VMMs are made from it, and no two VMMs have one. Only Linux has more of loopback than one address.
 */
export function sledHost(index: number): string {
  return process.platform === 'linux' ? `127.0.${String(index + 1)}.1` : host;
}

/** Below the ports that systems give to connections going out, so that they are still free the next time. */
const range = { first: 13_000, last: 32_000 } as const;

const patienceMs = 5000;
const pollMs = 50;

/** Whether something could listen there now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (codeOf(error) === 'EADDRINUSE' || codeOf(error) === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** The same, and where nobody has the port waits a moment: what was killed still lets go of it. */
export async function becomesFree(port: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (!(await isFree(port))) {
    if (whoListens(port) !== null || Date.now() > deadline) return false;
    await sleep(pollMs);
  }
  return true;
}

/** Gives ports that are free, each once: those that are wished for where they are, else any. */
export function portChooser(): (wish?: number) => Promise<number> {
  const given = new Set<number>();
  return async (wish) => {
    for (let port = wish ?? anyPort(); ; port = anyPort()) {
      if (given.has(port) || !(await isFree(port))) continue;
      given.add(port);
      return port;
    }
  };
}

function anyPort(): number {
  return randomInt(range.first, range.last);
}

/** Who listens there, as `process 4711 (node server.js)`; null where the system does not say, or not to us. */
export function whoListens(port: number): string | null {
  try {
    const socket = socketOf(port);
    return socket === null ? null : processWith(socket);
  } catch {
    // No /proc.
    return null;
  }
}

/** Whether this process listens there; null where the system does not say. */
export function listensAt(pid: number, port: number): boolean | null {
  try {
    const socket = socketOf(port);
    return socket !== null && openFilesOf(String(pid)).includes(`socket:[${socket}]`);
  } catch {
    return null;
  }
}

/** The inode of the socket that listens on the port, by the kernel's tables of TCP over IPv4 and IPv6. */
function socketOf(port: number): string | null {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const listening = '0A';
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(table, 'utf8').split('\n')) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(wanted) && fields[3] === listening) return fields[9] ?? null;
    }
  }
  return null;
}

function processWith(inode: string): string | null {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (openFilesOf(pid).includes(`socket:[${inode}]`)) {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
      return `process ${pid} (${shortened(command)})`;
    }
  }
  return null;
}

/** A command line may be long: what it begins with and what it ends with says most. */
function shortened(command: string): string {
  const [head, tail] = [30, 70];
  return command.length <= head + tail
    ? command
    : `${command.slice(0, head)}…${command.slice(-tail)}`;
}

function openFilesOf(pid: string): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((file) => {
      try {
        return [readlinkSync(`${folder}/${file}`)];
      } catch {
        return [];
      }
    });
  } catch {
    // Somebody else's, or gone meanwhile.
    return [];
  }
}
