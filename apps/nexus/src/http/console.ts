import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorReply } from '../refused.ts';
import { ServeProblem } from '../serve-problem.ts';

/** A file of the console, as it is sent. */
interface ConsoleFile {
  readonly type: string;
  readonly body: Buffer;
  /** Null where that would not be less. */
  readonly gzipped: Buffer | null;
  readonly etag: string;
}

/** By path below `/console/`. What is not in here is not sent, whatever a path says. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>;

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Of the page itself: scripts and styles come from here or not at all, and it asks nobody else. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const compress = promisify(gzip);

/** Reads a console that is built: all of it, once. It is small, and another one comes with another nexus. */
export async function readConsole(directory: string): Promise<ConsoleFiles | ServeProblem> {
  const files = new Map<string, ConsoleFile>();
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const type = types[extname(entry.name)];
      if (!entry.isFile() || type === undefined) continue;
      const path = join(entry.parentPath, entry.name);
      const name = path.slice(join(directory, '/').length).replaceAll('\\', '/');
      files.set(name, await fileOf(type, await readFile(path)));
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return unusable(directory, `cannot be read (${code})`);
  }
  return files.has('index.html') ? files : unusable(directory, 'has no index.html');
}

/** The console below `/console/`, without a token: it has no secrets. Browsers that ask for `/` are sent there. */
export function addConsole(app: FastifyInstance, files: ConsoleFiles): void {
  // A hook and no route: to all others `/` is a path of the API that is not there.
  app.addHook('onRequest', async (request, reply) => {
    const isPage = request.method === 'GET' && request.headers.accept?.includes('text/html');
    const isRoot = request.url === '/' || request.url.startsWith('/?');
    if (isRoot && isPage === true) return reply.redirect('/console/', 302);
    return undefined;
  });
  app.get('/console', async (_request, reply) => reply.redirect('/console/', 301));
  app.get<{ Params: { '*': string } }>('/console/*', async (request, reply) => {
    const path = request.params['*'];
    // An address of the console itself, such as `instances/…`, is for its script to understand.
    const name = path === '' || extname(path) === '' ? 'index.html' : path;
    const file = files.get(name);
    if (file !== undefined) return sendFile(request, reply, name, file);
    const { status, body } = errorReply({ requestId: request.id }, 404, 'Not Found');
    return reply.code(status).send(body);
  });
}

function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  { type, body, gzipped, etag }: ConsoleFile,
): FastifyReply {
  void reply.headers({
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    // The name of what is in `assets` has a hash of what is in it.
    'cache-control': name.startsWith('assets/')
      ? 'public, max-age=31536000, immutable'
      : 'no-cache',
    vary: 'accept-encoding',
    etag,
  });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  void reply.type(type);
  if (gzipped === null || !accepts(request, 'gzip')) return reply.send(body);
  return reply.header('content-encoding', 'gzip').send(gzipped);
}

function accepts(request: FastifyRequest, encoding: string): boolean {
  const given = String(request.headers['accept-encoding'] ?? '').split(',');
  return given.some((one) => {
    const [name = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((part) => /^q=0(?:\.0*)?$/.test(part));
  });
}

async function fileOf(type: string, body: Buffer): Promise<ConsoleFile> {
  const gzipped = await compress(body, { level: 9 });
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { type, body, gzipped: gzipped.length < body.length ? gzipped : null, etag };
}

function unusable(directory: string, why: string): ServeProblem {
  return new ServeProblem(
    `the console in ${directory} ${why}`,
    'build it with `npm run build --workspace @skewline/console`, or set consoleDirectory to null',
  );
}
