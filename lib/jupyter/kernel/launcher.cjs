/**
 * The Jupyter kernel of this project: stock tslab, with the fixes in this folder around it.
 *
 * Started by Jupyter as `node launcher.cjs CONNECTION_FILE`. Cells run at the repository root, whatever folder the
 * notebook lies in, so that every notebook can say `import { … } from './lib/index.js'`.
 */
'use strict';
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..', '..', '..');
const notebookFolder = process.cwd();
process.chdir(ROOT); // tslab resolves imports from, and confines them to, the folder it starts in

// Before tslab is loaded: it takes its compiler from the module that this patches.
require('./compiler.cjs').patchCompiler(ROOT);

const { createExecutor } = require('tslab/dist/executor.js');
const { createConverters } = require('./converters.cjs');
const { Handler } = require('./handler.cjs');
const { Server } = require('./server.cjs');
const { Session } = require('./session.cjs');
const { captureOutput } = require('./output.cjs');
const { catchStrays } = require('./strays.cjs');
const { linkKernel } = require('./link.cjs');
const { supervise } = require('./supervise.cjs');
const { warmUp } = require('./warm-up.cjs');

const connectionFile = process.argv[2];
if (!connectionFile) {
  process.stderr.write(
    'launcher.cjs: no connection file given; Jupyter starts this program, not a person.\n',
  );
  process.exit(2);
}

const session = new Session();
const converters = createConverters(session, ROOT);
const link = linkKernel(session, notebookFolder);
const executor = createExecutor(ROOT, converters, {
  log: (value) => link.present(value),
  error: (...problem) => session.running?.fail(...problem),
});
session.executor = executor;
const writeOutside = process.stderr.write.bind(process.stderr);
captureOutput(session);
catchStrays(session, writeOutside);

const server = new Server(new Handler(executor, false), connectionFile, session);
process.on('SIGINT', () => session.interrupt());
supervise(connectionFile, session, () => server.close());
server.init();
// A person will ask for completions, which need the compiler; a notebook that is executed unattended does not.
if (!process.env.NOTEBOOK_UNATTENDED) warmUp(session, () => executor.complete('', 0));
