/**
 * Runs a bundle where only the language and a few names that every browser has exist: no `process`,
 * no `Buffer`, no `require`, no modules. A program: `node browser-page.ts bundle.js`.
 */
import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';

const [, , path = ''] = process.argv;
const context = createContext({
  console,
  setTimeout,
  clearTimeout,
  queueMicrotask,
  structuredClone,
  crypto,
  performance,
  URL,
  TextEncoder,
  TextDecoder,
  // What a client asks a server with, which browsers and workers all have.
  AbortController,
  AbortSignal,
  Blob,
  DOMException,
  FormData,
  Headers,
  ReadableStream,
  Request,
  Response,
  URLSearchParams,
  fetch,
});
// A bundle may wait at its top level, which a script cannot; nothing else of a module is left in it.
const code = `(async () => {'use strict';\n${readFileSync(path, 'utf8')}\n})()`;
await new Script(code, { filename: path }).runInContext(context, { timeout: 30_000 });
