import { SingleBar } from 'cli-progress';
import { inputError } from '../text/input-error.js';
import { trinoArguments } from './trino/arguments.js';
import { type Cluster, refuseBusyPorts, runningCluster, startCluster, stopCluster } from './trino/cluster.js';
import { downloadTrino } from './trino/download-trino.js';
import { folders, TRINO } from './trino/folders.js';

/** Says on standard error how far the download is: a bar in a terminal, elsewhere a line at each tenth. */
async function download(signal: AbortSignal): Promise<void> {
  const format = 'Fetching Trino {bar} {percentage}% of {total} MB, {eta_formatted} left';
  const bar =
    process.stderr.isTTY && new SingleBar({ format, clearOnComplete: true, stream: process.stderr });
  let reported = 0;
  try {
    await downloadTrino({
      signal,
      onProgress: ({ done, total }) => {
        if (bar) return bar.isActive ? bar.update(done) : bar.start(total, done);
        const tenth = Math.floor((done / total) * 10);
        if (tenth > reported) process.stderr.write(`Fetched ${done} of ${total} MB of Trino …\n`);
        reported = tenth;
      },
    });
  } finally {
    if (bar) bar.stop();
  }
}

const sentence = ({ server, nodes }: Cluster) =>
  `Trino ${TRINO.version} runs at ${server} (${nodes === 1 ? 'one node' : `${nodes} nodes`}).`;

async function trino(): Promise<string> {
  const { command, ...cluster } = trinoArguments(process.argv.slice(2));
  if (process.platform === 'win32')
    throw inputError('Trino does not run on Windows itself: start it in WSL, where this project runs too.');
  const running = await runningCluster();
  if (command === 'stop') return stopCluster() > 0 ? 'Trino is stopped.' : 'Trino does not run.';
  if (command === 'status' || running) return running ? sentence(running) : 'Trino does not run.';
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  await refuseBusyPorts(cluster.port, cluster.workers);
  await download(stop.signal);
  process.stderr.write('Starting Trino …\n');
  const started = await startCluster(cluster, stop.signal);
  return `${sentence(started)} Its files are in ${folders.home}; npm run trino -- stop ends it.`;
}

trino().then(console.log, (error: Error) => {
  if (error.name === 'InputError') console.error(error.message);
  else if (error.name === 'AbortError') console.error('Stopped; Trino does not run.');
  else console.error(error.stack);
  process.exitCode = 1;
});
