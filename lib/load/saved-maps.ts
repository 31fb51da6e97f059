import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inputError } from '../text/input-error.js';
import { type FieldMap, fieldMap } from './field-map.js';

/** How a file is to be read that does not say it itself. */
export interface Reading {
  /** Names of the fields, or a layout of a server's configuration. */
  readonly fields?: string | readonly string[] | undefined;
  readonly map?: FieldMap | undefined;
}

/** A reading that was saved, and where. */
export interface SavedMap extends Reading {
  readonly file: string;
}

/**
 * Where maps are saved: in the project, since they belong to the analysis and may be committed with it, and never beside the input, which
 * is evidence. The environment variable TRAFFIC_MAPS names another folder.
 */
const mapsFolder = () => path.resolve(process.env.TRAFFIC_MAPS || path.join(__dirname, '../../data/maps'));

/**
 * Saves how files were read, for later ones of the same kind.
 *
 * @returns the path of the file
 */
export async function saveMap({ fields, map }: Reading): Promise<string> {
  const text = `${JSON.stringify({ ...(fields && { fields }), ...(map && { map }) }, null, 2)}\n`;
  const folder = mapsFolder();
  const file = path.join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, text);
  return file;
}

/**
 * The readings that were saved, in the order of their names.
 *
 * @throws an InputError for a file that is no reading
 */
export async function savedMaps(): Promise<readonly SavedMap[]> {
  const folder = mapsFolder();
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      try {
        const { fields, map } = JSON.parse(await readFile(file, 'utf8')) as Reading;
        return { file, fields, map: map && fieldMap(map) };
      } catch (error) {
        throw inputError(`${file}: is no saved map (${(error as Error).message}); correct it, or remove it.`);
      }
    }),
  );
}
