'use strict';
const os = require('node:os');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '../../..');

/** Environment variables with names of files, and with names of folders, that commands give to notebooks. */
const FILES = ['TRAFFIC', 'BEFORE'];
const FOLDERS = [
  'REPORT_OUT',
  'TRAFFIC_OUTPUT',
  'REPORT_MODEL',
  'REPORT_SAVE_MODEL',
  'REPORT_RULES',
  'TRAFFIC_CACHE',
];

const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** Not a folder that every machine has, such as /root or /data: it says nothing, and attacks name it. */
const isPrivate = (folder) => path.isAbsolute(folder) && folder.split(path.sep).filter(Boolean).length >= 2;

/**
 * Folders of this machine, each with what is shown in its place, the longest first.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {readonly (readonly [folder: string, shown: string])[]}
 */
function privateFolders(env) {
  const files = FILES.flatMap((name) => (env[name] ?? '').split(path.delimiter)).filter(path.isAbsolute);
  const own = FOLDERS.flatMap((name) => env[name] ?? []).filter(Boolean);
  const folders = [
    ...[process.cwd(), ROOT, ...files.map((file) => path.dirname(file))].map((folder) => [folder, '']),
    ...own.map((folder) => [path.dirname(path.resolve(folder)), '']),
    [os.homedir(), `~${path.sep}`],
  ];
  return folders
    .map(([folder, shown]) => [folder.replace(/[\\/]+$/, ''), shown])
    .filter(([folder]) => isPrivate(folder))
    .sort(([a], [b]) => b.length - a.length);
}

/**
 * Names files in the project, of the records and in the home folder without where these are on this machine: outputs
 * of notebooks are handed on, and a path has names of users, customers and cases.
 *
 * @param {string} text what a cell prints, or the text of an error
 * @param {NodeJS.ProcessEnv} [env]
 */
function withoutPrivatePaths(text, env = process.env) {
  if (!text.includes(path.sep)) return text;
  return privateFolders(env).reduce((shorter, [folder, shown]) => {
    const place = `(?<![\\w.~\\/\\\\-]|file:\\/\\/)(?:file:\\/\\/)?${quoted(folder)}`;
    return shorter
      .replace(new RegExp(`${place}[\\\\/]`, 'g'), () => shown)
      .replace(new RegExp(`${place}(?![\\w.-])`, 'g'), () => shown.slice(0, 1) || '.');
  }, text);
}

module.exports = { withoutPrivatePaths };
