import type { Epochs } from '../model/epochs.ts';
import { byCodeUnits } from './names.ts';

/** Names by the version whose module declares them, for explicit imports and exports. */
export class NameLists {
  readonly #lists = new Map<number, string[]>();
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(index: number, name: string): void {
    const list = this.#lists.get(index);
    if (list === undefined) this.#lists.set(index, [name]);
    else list.push(name);
  }

  /** Oldest version first. */
  statements(keywords: string, epochs: Epochs): string[] {
    return [...this.#lists]
      .sort(([a], [b]) => a - b)
      .map(([index, names]) =>
        statement(keywords, names, `../${folderOf(epochs, index)}/${this.#file}`),
      );
  }
}

export function folderOf(epochs: Epochs, index: number): string {
  const version = epochs.versions[index];
  if (version === undefined) throw new Error(`No version at ${String(index)}`);
  return version.id.folder;
}

/** On one line if it fits, else wrapped at 100 columns. */
export function statement(keywords: string, names: readonly string[], path: string): string {
  const sorted = [...names].sort(byCodeUnits);
  const short = `${keywords} { ${sorted.join(', ')} } from '${path}';`;
  if (short.length <= 100) return short;
  const lines: string[] = [];
  let line = ' ';
  for (const name of sorted) {
    if (line.length + name.length + 2 > 100) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${name},`;
  }
  return [`${keywords} {`, ...lines, line, `} from '${path}';`].join('\n');
}
