'use strict';
const { SetUpError } = require('./set-up-error.cjs');

// What npm, pip, venv and Node's own file calls print for the causes a newcomer meets. The disk comes before
// the network, because pip also tells of retries when it could not write.
const causes = [
  [
    /ENOSPC|No space left on device|EDQUOT|Disk quota exceeded/i,
    (where) => `the disk that holds ${where} is full: free about 2 GB and run the command again`,
  ],
  [
    /\bEACCES\b|\bEPERM\b|\bEROFS\b|Permission denied|Read-only file system/i,
    (where) => `${where} cannot be written: give yourself the right to write there, or move the project`,
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network request to|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|SSLError|Temporary failure in name resolution|from versions: none/i,
    (_where, registry) =>
      `${registry} cannot be reached: check the network or the proxy and run the command again`,
  ],
];

/**
 * The one sentence for a failed step of set-up.
 *
 * @param {string} step what was being done, such as "Installing the npm packages"
 * @param {string} output everything the failed program printed, or the message of a file system error
 * @param {{ where: string, registry?: string }} context the folder written to and the registry read from
 * @returns {SetUpError} a recognised cause in one sentence, or the last lines of the output
 */
function explain(step, output, { where, registry = 'the registry' }) {
  const cause = causes.find(([pattern]) => pattern.test(output));
  if (cause) return new SetUpError(`${step} failed: ${cause[1](where, registry)}.`);
  const tail = output.trimEnd().split(/\r?\n/).slice(-15).join('\n');
  return new SetUpError(`${step} failed; its last words were:\n${tail}`);
}

module.exports = { explain };
