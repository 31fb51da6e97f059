import { spawn } from 'node:child_process';
import os from 'node:os';
import { jupyterEnvironment, root, venvPython } from '../jupyter/virtual-environment.js';
import { absoluteName, joinNames, splitNames } from '../load/file-names.js';

// A relative TRAFFIC is meant from where the user typed the command; cells run at the repository root.
const traffic = process.env.TRAFFIC;
const from = process.env.INIT_CWD ?? process.cwd();

const lab = spawn(
  venvPython,
  [
    '-m',
    'jupyterlab',
    '--ServerApp.ip=127.0.0.1',
    `--ServerApp.root_dir=${root}`,
    '--LabApp.default_url=/lab/tree/notebooks',
    // The extension manager and the update check would ask the network.
    '--LabApp.extension_manager=readonly',
    '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
    // Jupyter refuses to run as root (containers) unless told that it is meant.
    ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: jupyterEnvironment(
      traffic ? { TRAFFIC: joinNames(splitNames(traffic).map((name) => absoluteName(from, name))) } : {},
    ),
  },
);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) lab.kill(signal);
  });
lab.on('error', (error) => {
  console.error(`JupyterLab did not start: ${error.message}`);
  process.exitCode = 1;
});
lab.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (signal ? os.constants.signals[signal] : 0);
});
