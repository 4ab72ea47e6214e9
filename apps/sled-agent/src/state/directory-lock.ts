import { createHash } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode, SledProblem } from '../problem.ts';

export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one of a directory, until it ends, however it ends: a socket is listened to whose name is
 * made of the directory's, and the system closes it with the process. Whoever comes later is told whose it is.
 */
export async function takeLock(directory: string): Promise<DirectoryLock | SledProblem> {
  const name = createHash('sha256')
    .update(await realpath(directory))
    .digest('hex')
    .slice(0, 32);
  const address = addressOf(`skewline-sled-agent-${name}`);
  for (;;) {
    const server = await listen(address);
    if (server !== null) return { release: () => closed(server) };
    const owner = await ownerOf(address);
    if (owner !== null) {
      return new SledProblem(
        'state_in_use',
        `the state directory ${directory} is in use by process ${owner}`,
        'stop that sled agent first, or say another state directory',
      );
    }
    // Its process is gone. Only a name in the file system outlives that.
    await rm(address, { force: true }).catch(() => {});
  }
}

function addressOf(name: string): string {
  // On Linux a name that begins with a zero byte is in no file system, and goes with its process.
  if (process.platform === 'linux') return `\0${name}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

/** Null where somebody has the address. */
function listen(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end(String(process.pid));
    });
    server.once('error', (error) => {
      if (errorCode(error) === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** The number of the process that listens, or null if nobody does. One that is stopped does not say it. */
function ownerOf(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(address);
    socket.setTimeout(1000, () => {
      socket.destroy();
      resolve('(which does not answer)');
    });
    socket.on('data', (data) => {
      said += data.toString();
    });
    socket.on('error', () => {
      resolve(null);
    });
    socket.on('end', () => {
      resolve(said);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
