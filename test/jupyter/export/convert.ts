import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const { bundles }: { bundles: () => Readonly<Record<string, Uint8Array>> } =
  require('../../../lib/jupyter/setup/bundles.cjs');
let scripts: ReturnType<typeof bundles> | undefined;

const root = path.resolve(__dirname, '../../..');
const python = path.join(
  root,
  '.venv',
  ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
);

/** `python -m nbconvert` without a checker of addresses that takes over a second to be imported; see execute.py. */
const NBCONVERT =
  "import sys; sys.modules['rfc3987_syntax'] = None; from nbconvert.nbconvertapp import main; main()";

/**
 * Converts a notebook with the template and the settings as they stand in the sources, not as set-up last copied them.
 *
 * @param notebook an executed notebook, as JSON
 * @param options more of nbconvert's, e.g. `--HTMLExporter.sanitize_html=True`
 * @returns the page
 */
export function convert(notebook: string, ...options: string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'export-'));
  try {
    const exporting = path.join(root, 'lib/jupyter/export');
    cpSync(path.join(exporting, 'template'), path.join(folder, 'templates/report'), { recursive: true });
    cpSync(require.resolve('plotly.js/plotly.min.js'), path.join(folder, 'templates/report/plotly.min.js'));
    scripts ??= bundles();
    for (const [name, script] of Object.entries(scripts))
      writeFileSync(path.join(folder, `templates/report/${name}.js`), script);
    writeFileSync(path.join(folder, 'traffic.ipynb'), notebook);
    const config = path.join(exporting, 'jupyter_config.json');
    const templates = `--TemplateExporter.extra_template_basedirs=${path.join(folder, 'templates')}`;
    const nbconvert = [
      '-c',
      NBCONVERT,
      '--to',
      'html',
      '--config',
      config,
      templates,
      ...options,
      'traffic.ipynb',
    ];
    const done = spawnSync(python, nbconvert, { cwd: folder, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`nbconvert failed: ${done.error?.message ?? done.stderr}`);
    return readFileSync(path.join(folder, 'traffic.html'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
