'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { bundles } = require('./bundles.cjs');
const { explain } = require('./explain.cjs');
const { nodeModules, root, venv } = require('./paths.cjs');
const { publishFile } = require('./publish-file.cjs');

const exportSources = path.join(root, 'lib', 'jupyter', 'export');
const share = path.join(venv, 'share', 'jupyter');
const etc = path.join(venv, 'etc', 'jupyter');

/** A prebuilt extension of JupyterLab that is a script of the page and nothing else, with its description. */
function extensionFiles(name, description, script) {
  const folder = path.join(share, 'labextensions', name);
  const load = 'static/script.js';
  const manifest = { name, version: '1.0.0', description, license: 'MIT', jupyterlab: { _build: { load } } };
  // JupyterLab asks it for modules, of which it has none.
  const container = `(globalThis._JUPYTERLAB??={})[${JSON.stringify(name)}]={init(){},get(){}};\n`;
  return [
    [path.join(folder, 'package.json'), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)],
    [path.join(folder, load), Buffer.concat([Buffer.from(container), script])],
  ];
}

/** What Jupyter must find inside the venv: pairs of target and content. */
function wantedFiles() {
  const kernelspec = {
    argv: [
      process.execPath,
      path.join(root, 'lib', 'jupyter', 'kernel', 'launcher.cjs'),
      '{connection_file}',
    ],
    display_name: 'TypeScript',
    language: 'typescript',
    interrupt_mode: 'message', // heard by the kernel's supervisor thread, also while a cell is busy
  };
  // The announcements extension asks for news on the network at every start.
  const page = { disabledExtensions: { '@jupyterlab/apputils-extension:announcements': true } };
  // JupyterLab drops what comes later than a second without a word; the first completion after an import can.
  const settings = { '@jupyterlab/completer-extension:manager': { providerTimeout: 10_000 } };
  const scripts = bundles();
  const template = path.join(share, 'nbconvert', 'templates', 'report');
  const templateSources = path.join(exportSources, 'template');
  const configuration = path.join(exportSources, 'jupyter_config.json');
  const copies = [
    ...(fs.existsSync(templateSources) ? fs.readdirSync(templateSources) : []).map((name) => [
      path.join(template, name),
      path.join(templateSources, name),
    ]),
    [path.join(template, 'plotly.min.js'), path.join(nodeModules, 'plotly.js', 'plotly.min.js')],
    [path.join(etc, 'jupyter_nbconvert_config.json'), configuration],
    [path.join(etc, 'jupyter_server_config.json'), configuration],
  ];
  return [
    [
      path.join(share, 'kernels', 'tslab', 'kernel.json'),
      Buffer.from(`${JSON.stringify(kernelspec, null, 2)}\n`),
    ],
    [path.join(etc, 'labconfig', 'page_config.json'), Buffer.from(`${JSON.stringify(page, null, 2)}\n`)],
    [
      path.join(share, 'lab', 'settings', 'overrides.json'),
      Buffer.from(`${JSON.stringify(settings, null, 2)}\n`),
    ],
    ...Object.entries(scripts).map(([name, script]) => [path.join(template, `${name}.js`), script]),
    ...(scripts.tables
      ? extensionFiles('traffic-tables', 'Sorts, searches, pages and copies tables', scripts.tables)
      : []),
    ...copies
      .filter(([, source]) => fs.existsSync(source))
      .map(([target, source]) => [target, fs.readFileSync(source)]),
  ];
}

/**
 * Write the kernelspec, the export template and the settings into .venv where they differ from what is wanted.
 *
 * @throws {SetUpError} where .venv cannot be written
 */
function writeJupyterFiles() {
  try {
    for (const [target, content] of wantedFiles()) {
      if (fs.existsSync(target) && fs.readFileSync(target).equals(content)) continue;
      fs.mkdirSync(path.dirname(target), { recursive: true });
      // Renamed into place: a Jupyter that starts meanwhile never reads half a file.
      publishFile(target, (partial) => fs.writeFileSync(partial, content));
    }
  } catch (error) {
    throw explain('Setting Jupyter up', error.message, { where: venv });
  }
}

module.exports = { writeJupyterFiles };
