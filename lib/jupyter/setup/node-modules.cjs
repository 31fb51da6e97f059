'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { explain } = require('./explain.cjs');
const { nodeModules, root, windows } = require('./paths.cjs');
const { quietRun } = require('./quiet-run.cjs');

const lockFile = path.join(root, 'package-lock.json');
const stampFile = path.join(nodeModules, '.set-up.json');
// npm writes this record of what it installed after everything else; `npm ci` removes it first.
const installedFile = path.join(nodeModules, '.package-lock.json');

function stamp() {
  const lock = crypto.createHash('sha256').update(fs.readFileSync(lockFile)).digest('hex');
  return JSON.stringify({ lock, platform: process.platform, arch: process.arch });
}

function mayBeAbsent(entry) {
  const excludes = (list, here) => list !== undefined && !list.includes(here);
  return (
    entry.optional === true &&
    (excludes(entry.os, process.platform) ||
      excludes(entry.cpu, process.arch) ||
      entry.libc !== undefined ||
      entry.hasInstallScript === true)
  );
}

/** Whether node_modules holds what the lock file names, for this platform. */
function nodeModulesMatch() {
  if (!fs.existsSync(installedFile)) return false;
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp()) return true;
  // A developer's own `npm install` leaves no stamp, and must not cost a second installation.
  const wanted = JSON.parse(fs.readFileSync(lockFile, 'utf8')).packages;
  const installed = JSON.parse(fs.readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([where, entry]) => {
    if (where === '') return true;
    const there = installed[where];
    return there
      ? there.version === entry.version && there.integrity === entry.integrity
      : mayBeAbsent(entry);
  });
}

/** npm as a program and leading arguments; npm.cmd cannot be started without a shell, npm-cli.js can. */
function npm() {
  const beside = path.dirname(process.execPath);
  const scripts = [
    process.env.npm_execpath,
    path.join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const script = scripts.find((file) => file && /npm-cli\.c?js$/.test(file) && fs.existsSync(file));
  return script ? [process.execPath, [script]] : [windows ? 'npm.cmd' : 'npm', []];
}

/** Whether a TCP connection to the host comes about within 5 s. */
function reachable(host) {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port: 443, timeout: 5_000 });
    const finish = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => finish(true));
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
  });
}

/**
 * Bring node_modules to what the lock file says, with `npm ci`.
 *
 * @throws {SetUpError} where npm fails: no network, full disk, no right to write
 */
async function installNodeModules() {
  const env = { ...process.env };
  // The installer of the optional tfjs-node waits for ever where its download host swallows packets;
  // sent to a closed port it fails at once, and npm leaves the package out.
  const proxy = env.HTTPS_PROXY || env.https_proxy || env.TFJS_NODE_CDN_STORAGE || env.CDN_STORAGE;
  if (!proxy && !(await reachable('storage.googleapis.com')))
    env.TFJS_NODE_CDN_STORAGE = 'https://127.0.0.1:9/';
  const [file, leading] = npm();
  const doing = 'Installing the npm packages';
  const options = [
    '--no-audit',
    '--no-fund',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=5000',
  ];
  const { code, output } = await quietRun(doing, file, [...leading, 'ci', '--include=dev', ...options], {
    cwd: root,
    env,
  });
  if (code !== 0) throw explain(doing, output, { where: root, registry: 'the npm registry' });
  fs.writeFileSync(stampFile, stamp());
}

module.exports = { installNodeModules, nodeModulesMatch, npm };
