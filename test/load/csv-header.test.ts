import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCsvHeader } from '../../lib/load/csv-header.js';

const cellsOf = (header: string) => findCsvHeader(`${header}\n`, 'a.csv').cells;

test('a column whose name differs in two letters is taken for a typo, one that differs in three for another column', () => {
  assert.throws(() => cellsOf('creation_time,src_ip,dst_port,byts_inn'), {
    name: 'InputError',
    message: 'a.csv, line 1: the header lacks bytes_in (has "byts_inn"); rename the columns in the file.',
  });
  assert.deepEqual(cellsOf('creation_time,src_ip,dst_port,byts_innn'), [
    ...['creation_time', 'src_ip', 'dst_port'],
    null,
  ]);
});

test('a line is a header that lacks something if it has three column names, and no header if it has two', () => {
  assert.throws(() => cellsOf('creation_time,bytes_in,dst_port'), {
    message: 'a.csv, line 1: the header lacks src_ip; rename the columns in the file.',
  });
  assert.throws(() => cellsOf('creation_time,bytes_in'), {
    message: /^a\.csv: no header line found; the first line is "creation_time,bytes_in", but a line with /,
  });
});

test('of two columns with the same name the first counts', () => {
  assert.deepEqual(cellsOf('src_ip,creation_time,src.ip'), ['src_ip', 'creation_time', null]);
});

test('the lines before the header are titles or blank, and the delimiter is the one that finds the names', () => {
  const header = findCsvHeader('Report; of May\n\n;;\nsrc_ip;creation_time\n1.2.3.4;1704067200\n', 'a.csv');
  assert.deepEqual([header.delimiter, header.line], [';', 4]);
  assert.deepEqual(header.before, { title: 1, blank: 2 });
});
