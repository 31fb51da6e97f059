import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const { bundle }: { bundle: (entry: string) => Uint8Array } = require('../../lib/jupyter/setup/bundle.cjs');

const root = path.resolve(__dirname, '../..');
const python = path.join(
  root,
  '.venv',
  ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
);

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
    writeFileSync(
      path.join(folder, 'templates/report/tables.js'),
      bundle('lib/jupyter/tables/page-tables.ts'),
    );
    writeFileSync(
      path.join(folder, 'templates/report/filters.js'),
      bundle('lib/report/browser/page-filters.ts'),
    );
    writeFileSync(path.join(folder, 'traffic.ipynb'), notebook);
    const config = path.join(exporting, 'jupyter_config.json');
    const templates = `--TemplateExporter.extra_template_basedirs=${path.join(folder, 'templates')}`;
    const nbconvert = [
      '-m',
      'nbconvert',
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
