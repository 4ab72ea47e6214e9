/** How large the files of both pages are, as nexus sends them to a browser. */
import { readdir } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { plainAssets, plainPage } from './folder.ts';

export interface FileSize {
  /** Below `/console/`. */
  readonly name: string;
  readonly whose: 'console' | 'plain';
  readonly raw: number;
  /** As sent to who takes gzip, without headers. */
  readonly sent: number;
}

/** Of each file in the folder that the nexus at the URL serves. */
export async function measureBytes(url: string, folder: string): Promise<readonly FileSize[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
  return Promise.all(
    names.map(async (name) => ({
      name,
      whose: name === plainPage || name.startsWith(plainAssets) ? 'plain' : 'console',
      raw: await bytesOf(`${url}/console/${name}`, 'identity'),
      sent: await bytesOf(`${url}/console/${name}`, 'gzip'),
    })),
  );
}

/** Not by `fetch`, which would unpack it. */
function bytesOf(url: string, encoding: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': encoding } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(bytes);
        else reject(new Error(`${url}: ${String(response.statusCode)}`));
      });
    }).on('error', reject);
  });
}
