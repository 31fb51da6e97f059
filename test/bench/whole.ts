import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../lib/jupyter/virtual-environment.js';

// From a CSV to the report: `npm run report` beside what a competent analyst does in Python (pandas, scikit-learn, Keras,
// Plotly; ../shared/peers/seed_stack.py), on the same files, by turns in the same run, the shortest of the rounds each.
// Times include the start of every process. Records are read anew; lib and the notebook's cells were compiled before, as at
// every run but the first after a change (which takes about 9 processor seconds more). Memory is the peak of the whole process
// tree, pages that processes share counted once (PSS), of a run of its own: looking at it five times a second takes a tenth of a
// processor and holds up whoever asks for memory meanwhile, which is not to be in the times. Aims: at 1M rows at most 0.5 x the peer's time and under 1 GB, at 200k at
// most 0.8 x.
//
// Seen on 2026-11-30 on two quiet processors, three rounds each; at 1M the rounds were 10.8, 10.8, 11.1 s against 22.5, 22.3, 22.8 s.
// Other runs of that day gave 0.46 and 0.47 there, and 0.53 once, when what a run had left to be written was not yet written before the next.
//
//                  report                peer            x peer
//           282    2.6 s    366 MB       5.5 s    708 MB    0.47
//        20,000    3.8 s    384 MB       5.8 s    717 MB    0.66
//       200,000    5.0 s    542 MB       8.9 s    896 MB    0.57
//     1,000,000   10.8 s    860 MB      22.3 s  1,474 MB    0.48
//
// Of the 17.6 processor seconds at 1M some 5 are those of any report, 7.5 those of detecting (2.4 of them windows over what a source
// did before, 2 the reading of features, 2 the kernel's own thread, which trains, scores and explains), 2 those of findings, 1.6 those
// of scored.csv. Tried without gain: questions asked while the autoencoder trains, more memory for windows, sums of doubles in place of
// integers, running sums in place of windows, figures made while scored.csv is written (0.15 s), the workbook written beside it, one
// thread of the engine while training, sums over the seconds of all sources in integers, in doubles or by a single key, larger young
// generations of V8's memory, larger pages of memory, memory that the engine keeps, more chunks read ahead.
//
//     npm run bench -- whole [ROWS …]
//
// PYTHON names a Python with the peer's requirements, else a virtual environment is made; ROUNDS how often each is run.

const SIZES = [282, 20_000, 200_000, 1_000_000];
const peers = path.resolve(root, '..', 'shared', 'peers');

interface Run {
  readonly seconds: number;
  /** Processor seconds of the tree, as far as its processes were waited for. */
  readonly cpu: number;
  /** Peak memory, 0 where nobody looked. */
  readonly megabytes: number;
}

/** The processes that descend from one, it included. */
function tree(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(/\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const all = [pid];
  for (const one of all) all.push(...(children.get(one) ?? []));
  return all;
}

/** Processes end between two looks at them. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const kilobytes = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);

function run(
  { file, args, env }: { file: string; args: readonly string[]; env: NodeJS.ProcessEnv },
  looksAtMemory: boolean,
): Promise<Run> {
  // What the run before left to be written to disk is not to take a processor from this one.
  execFileSync('sync');
  const began = performance.now();
  const child = spawn(file, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk).slice(-5_000);
  });
  let peak = 0;
  const processors = new Map<number, number>();
  const timer = setInterval(() => {
    const pids = tree(child.pid!);
    if (looksAtMemory)
      peak = Math.max(
        peak,
        pids.reduce((sum, pid) => sum + kilobytes(pid), 0),
      );
    for (const pid of pids) {
      const fields = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ');
      // User and system time, in hundredths of a second.
      if (fields) processors.set(pid, (Number(fields[11]) + Number(fields[12])) / 100);
    }
  }, 200);
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      clearInterval(timer);
      if (code !== 0) {
        reject(new Error(`${file} ${args.join(' ')} ended with ${code}:\n${complaints}`));
        return;
      }
      const cpu = [...processors.values()].reduce((a, b) => a + b, 0);
      resolve({ seconds: (performance.now() - began) / 1000, cpu, megabytes: peak / 1024 });
    });
  });
}

const shortest = (runs: readonly Run[]): Omit<Run, 'megabytes'> => ({
  seconds: Math.min(...runs.map(({ seconds }) => seconds)),
  cpu: Math.min(...runs.map(({ cpu }) => cpu)),
});

async function bench(): Promise<void> {
  if (!existsSync(peers)) throw new Error(`${peers} is missing: the peer to compare with stands there.`);
  const rounds = Number(process.env.ROUNDS ?? 2);
  const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : SIZES;
  const folder = mkdtempSync(path.join(tmpdir(), 'whole-bench-'));
  try {
    let python = process.env.PYTHON;
    if (python === undefined) {
      execFileSync('python3', ['-m', 'venv', path.join(folder, 'venv')]);
      python = path.join(folder, 'venv', 'bin', 'python');
      const requirements = path.join(peers, 'requirements.txt');
      execFileSync(python, ['-m', 'pip', 'install', '--quiet', '-r', requirements], {
        stdio: ['ignore', 2, 2],
      });
    }
    const table: Record<string, object> = {};
    for (const rows of sizes) {
      const file = path.join(folder, `${rows}.csv`);
      execFileSync(python, [path.join(peers, 'gen.py'), `${rows}`, file], { stdio: 'ignore' });
      const peerRun = (round: number) => ({
        file: python,
        args: [
          path.join(peers, 'seed_stack.py'),
          file,
          path.join(folder, `peer-${rows}-${round}`),
          '--steps-per-execution',
          '32',
        ],
        env: process.env,
      });
      const ownRun = (round: number) => ({
        file: 'npm',
        args: ['run', '-s', 'report', '--', file, '--out', path.join(folder, `ours-${rows}-${round}`)],
        env: { ...process.env, TRAFFIC_CACHE: path.join(folder, `cache-${rows}-${round}`) },
      });
      const [theirs, ours]: [Run[], Run[]] = [[], []];
      for (let round = 0; round < rounds; round++) {
        theirs.push(await run(peerRun(round), false));
        ours.push(await run(ownRun(round), false));
      }
      const [peer, own] = [shortest(theirs), shortest(ours)];
      const megabytes = async (task: ReturnType<typeof peerRun>) =>
        Math.round((await run(task, true)).megabytes);
      table[rows.toLocaleString('en-US')] = {
        'report, s': Number(own.seconds.toFixed(1)),
        'peer, s': Number(peer.seconds.toFixed(1)),
        'x peer': Number((own.seconds / peer.seconds).toFixed(2)),
        'report, processor s': Number(own.cpu.toFixed(1)),
        'peer, processor s': Number(peer.cpu.toFixed(1)),
        'report, MB': await megabytes(ownRun(rounds)),
        'peer, MB': await megabytes(peerRun(rounds)),
      };
      const each = (runs: readonly Run[]) => runs.map(({ seconds }) => seconds.toFixed(1)).join(', ');
      console.log(
        `${rows.toLocaleString('en-US')} rows: report ${each(ours)} s, peer ${each(theirs)} s; load ${loadavg()[0]!.toFixed(1)} on ${cpus().length} processors`,
      );
    }
    console.table(table);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

bench().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
