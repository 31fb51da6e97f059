import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { inflateRawSync, unzipSync } from 'node:zlib';
import { venvPython } from '../../../lib/jupyter/virtual-environment.js';

const { withoutPrivatePaths } = require('../../../lib/jupyter/kernel/private-paths.cjs') as {
  readonly withoutPrivatePaths: (text: string, env?: NodeJS.ProcessEnv) => string;
};

const root = path.resolve(__dirname, '../../..');
const here = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'case-of-a-customer-')));
after(() => rmSync(here, { recursive: true, force: true }));

test('files are named without their folders, and everything else stays', () => {
  const env = { TRAFFIC: '/mnt/acme case/traffic.csv', REPORT_OUT: '/srv/out/.monday-1.partial' };
  for (const [text, shown] of [
    [`at f (${root}/lib/index.ts:1:2)`, 'at f (lib/index.ts:1:2)'],
    [`at f (file://${root}/lib/index.ts:1:2)`, 'at f (lib/index.ts:1:2)'],
    [`in ${root}, and "${root}"`, 'in ., and "."'],
    ['/mnt/acme case/traffic.csv: is empty', 'traffic.csv: is empty'],
    ["'/mnt/acme case/b.csv'", "'b.csv'"],
    ['/srv/out/.monday-1.partial/x.csv', '.monday-1.partial/x.csv'],
    [`${os.homedir()}x ${root}x/y`, `${os.homedir()}x ${root}x/y`],
    ['GET /../../mnt/acme case/traffic.csv', 'GET /../../mnt/acme case/traffic.csv'],
    [`https://a.invalid${root}/x`, `https://a.invalid${root}/x`],
    ['/etc/passwd /root/.ssh/id_rsa /tmp/x', '/etc/passwd /root/.ssh/id_rsa /tmp/x'],
  ] as const)
    assert.equal(withoutPrivatePaths(text, env), shown);
});

/** The contents of a file, of the parts of a workbook, and of what a page has packed. */
function* contents(file: string): Generator<string> {
  const bytes = readFileSync(file);
  const text = bytes.toString('latin1');
  yield text;
  if (file.endsWith('.xlsx')) {
    const parts =
      'import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nfor n in z.namelist(): print(n, z.read(n))';
    const { stdout, status } = spawnSync(venvPython, ['-c', parts, file], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    assert.equal(status, 0);
    assert.match(stdout, /docProps\/core\.xml/);
    yield stdout;
  }
  let packed = 0;
  for (const [base64] of file.endsWith('.html') ? text.matchAll(/[A-Za-z\d+/]{100,}={0,2}/g) : []) {
    for (const inflate of [unzipSync, inflateRawSync]) {
      try {
        yield inflate(Buffer.from(base64, 'base64')).toString('latin1');
        packed += 1;
        break;
      } catch {
        // Not packed in this way.
      }
    }
  }
  if (file.endsWith('.html')) assert.ok(packed > 0, 'the page has packed columns');
}

test('a report has no path of this machine and no name of a user or host, also where cells failed', () => {
  const home = path.join(here, 'home-of-somebody');
  mkdirSync(home);
  const rows = readFileSync(path.join(root, 'data/cybersecurity_data.csv'), 'utf8').split('\n').slice(0, 301);
  writeFileSync(path.join(here, 'traffic.csv'), `${rows.join('\n')}\n`);
  const notebook = JSON.parse(readFileSync(path.join(root, 'notebooks/report.ipynb'), 'utf8'));
  const failing = [
    "throw new Error('in ' + process.cwd());",
    "await openTraffic(process.env.TRAFFIC + '.missing');",
    "import { readFileSync } from 'node:fs';\nreadFileSync(process.env.HOME + '/nowhere');",
    'await traffic.engine.query("select * from read_csv(\'" + file + ".none\')");',
    "console.error(new Error('logged'));\nconsole.log(traffic.accounts, process.cwd(), out);\nthrow 'text ' + file;",
    "throw new Error('outer', { cause: new Error(file) });",
    "process.env.TRACEBACK = 'full';\nawait openTraffic(file + '.missing');",
  ];
  for (const [i, source] of failing.entries())
    notebook.cells.push({
      ...{ cell_type: 'code', id: `failing-${i}`, source, outputs: [], execution_count: null },
      metadata: { tags: ['raises-exception'] },
    });
  writeFileSync(path.join(here, 'copy.ipynb'), JSON.stringify(notebook));
  const command = [path.join(root, 'lib/jupyter/run.cjs'), 'report', path.join(here, 'traffic.csv')];
  const done = spawnSync(
    process.execPath,
    [
      ...command,
      '--notebook',
      './copy.ipynb',
      '--out',
      'out',
      '--format',
      'html,md,xlsx,json,csv',
      '--show-code',
    ],
    {
      cwd: root,
      env: {
        ...process.env,
        INIT_CWD: here,
        HOME: home,
        USER: 'somebodys-name',
        LOGNAME: 'somebodys-name',
        HOSTNAME: 'somebodys-host',
      },
      encoding: 'utf8',
    },
  );
  assert.equal(done.status, 0, done.stderr);
  const out = path.join(here, 'out');
  const names = readdirSync(out);
  assert.deepEqual(names.sort(), [
    'attack-layer.json',
    'copy.html',
    'copy.md',
    'findings.json',
    'findings.ocsf.json',
    'findings.stix.json',
    'scored.csv',
    'summary.json',
    'workbook.xlsx',
  ]);
  const secrets = [here, path.basename(here), root, 'home-of-somebody', 'somebodys-'];
  const host = os.hostname();
  const user = os.userInfo().username;
  if (user.length >= 4) secrets.push(`/home/${user}`, `/Users/${user}`);
  for (const name of names) {
    for (const content of contents(path.join(out, name))) {
      for (const secret of secrets) {
        const at = content.indexOf(secret);
        assert.equal(at, -1, `${name}: ${content.slice(Math.max(0, at - 100), at + 100)}`);
      }
      // The author of a workbook, and the program's host, are nobody's.
      if (host.length >= 8) assert.ok(!content.includes(host), `${name} names the host`);
      assert.doesNotMatch(content, /dc:creator|lastModifiedBy/);
    }
  }
  // The errors themselves are there.
  const markdown = readFileSync(path.join(out, 'copy.md'), 'utf8');
  for (const said of ['traffic.csv.missing: there is no such file', 'Error: logged', "file: 'traffic.csv'"])
    assert.ok(markdown.includes(said), said);
});
