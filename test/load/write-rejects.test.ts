import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { writeRejects } from '../../lib/load/write-rejects.js';
import { GOOD, HEADER, written } from './written.js';

test('writeRejected writes file, line, column, value and reason, and no value that a spreadsheet would compute', async () => {
  const bad = ['=HYPERLINK("http://x")', '@SUM(A1)', '-2+3', '+1', '|calc', 'plain'].map((value) =>
    GOOD.replace('1.2.3.4', `"${value.replaceAll('"', '""')}"`),
  );
  const file = written('rejected-source.csv', [HEADER, ...bad, ...bad.map(() => GOOD)].join('\n'));
  const target = written('rejected.csv', 'old');
  await writeRejects(await openTraffic(file), target);
  assert.deepEqual(readFileSync(target, 'utf8').trimEnd().split('\n'), [
    'file,line,column,value,reason',
    `${file},2,src_ip,"'=HYPERLINK(""http://x"")",is not an IP address`,
    `${file},3,src_ip,'@SUM(A1),is not an IP address`,
    `${file},4,src_ip,'-2+3,is not an IP address`,
    `${file},5,src_ip,'+1,is not an IP address`,
    `${file},6,src_ip,'|calc,is not an IP address`,
    `${file},7,src_ip,plain,is not an IP address`,
  ]);
  assert.deepEqual(
    readdirSync(path.dirname(target)).filter((name) => name.endsWith('.partial')),
    [],
  );
});

test('writeRejects creates the folder that it writes into', async () => {
  const source = written('rejected-one.csv', [HEADER, GOOD, GOOD.replace('1.2.3.4', 'nobody')].join('\n'));
  const target = path.join(path.dirname(source), 'new', 'folder', 'rejected.csv');
  await writeRejects(await openTraffic(source), target);
  assert.equal(readFileSync(target, 'utf8').split('\n')[1], `${source},3,src_ip,nobody,is not an IP address`);
});
