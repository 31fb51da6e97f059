import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedTable } from '../../lib/load/named-table.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { written } from './written.js';

let files = 0;
async function read(lines: readonly string[], columns: string) {
  const traffic = await openTraffic(written(`table-${++files}.csv`, lines.join('\n')));
  const rows = await traffic.engine.query(`select ${columns} from traffic order by row_id`);
  return { rows: rows.map((row) => Object.values(row)), account: traffic.accounts[0]! };
}

test('a table is one of a log if it has the fields of it, in any spelling', () => {
  const format = (...names: readonly string[]) => namedTable(names, (at) => `c${at}`)?.format;
  assert.equal(format('srcaddr', 'dstaddr', 'start'), 'aws-vpc-flow');
  assert.equal(format('SourceAddress', 'destination_address', 'start_time'), 'aws-vpc-flow');
  assert.equal(format('srcaddr', 'dstaddr', 'start', 'tgw_id'), 'aws-tgw-flow');
  assert.equal(format('date', 'time', 'c_ip', 'x_edge_location'), 'aws-cloudfront');
  assert.equal(format('date', 'time', 'c_ip', 's_ip'), undefined);
  assert.equal(format('src_ip', 'creation_time'), undefined);
});

test('tables of Athena are read from CSV: classic CloudFront and ALB', async () => {
  const cloudFront = await read(
    [
      'exported from Athena',
      'date,time,location,bytes,request_ip,method,host,uri,status,referrer,user_agent,query_string,cookie,result_type',
      '2024-04-25,23:10:02,FRA60-P1,703,203.0.113.9,GET,d1.cloudfront.net,"/a,b",404,-,curl%20x,q=1,-,Error',
    ],
    'src_ip, uri, response_code, user_agent, action, source_name, end_time::varchar',
  );
  assert.deepEqual(cloudFront.rows, [
    ['203.0.113.9', '/a,b?q=1', 404, 'curl x', 'Error', 'FRA60-P1', '2024-04-25 23:10:02'],
  ]);
  assert.deepEqual(
    [cloudFront.account.format, cloudFront.account.units, cloudFront.account.skipped.title],
    ['aws-cloudfront', 3, 1],
  );
  const alb = await read(
    [
      'type,time,client_ip,client_port,target_ip,elb_status_code,received_bytes,sent_bytes,request_verb,request_url,user_agent,request_creation_time',
      'https,2024-04-25T23:10:02Z,203.0.113.9,40112,10.0.1.20,200,310,5120,GET,https://shop.example.com:443/a?b c,curl/8,2024-04-25T23:10:01Z',
      'http,2024-04-25T23:10:02Z,203.0.113.9,40112,,400,0,272,-,-,-,2024-04-25T23:10:01Z',
      'http,yesterday,203.0.113.9,40112,,400,0,272,-,-,-,',
    ],
    'src_ip, dst_ip, dst_port, protocol, host, uri, method, creation_time::varchar',
  );
  assert.deepEqual(alb.rows, [
    [
      ...['203.0.113.9', '10.0.1.20', 443, 'HTTPS', 'shop.example.com', '/a?b c', 'GET'],
      '2024-04-25 23:10:01',
    ],
    ['203.0.113.9', null, null, 'HTTP', null, null, null, '2024-04-25 23:10:01'],
  ]);
  assert.deepEqual([alb.account.format, alb.account.records, alb.account.rejects], ['aws-alb', 2, 1]);
});

test('a table of a flow log may have tabs between its columns, and its rejects name their lines', async () => {
  const file = written(
    'flows.tsv',
    'srcaddr\tdstaddr\tstart\tbytes\n203.0.113.9\t10.0.1.20\t1714086540\t5\n203.0.113.9\t10.0.1.20\t1714086540\tmany\n203.0.113.8\t10.0.1.20\t1714086541\t6\n',
  );
  const traffic = await openTraffic(file);
  assert.deepEqual(await traffic.engine.query('select line, column_name, value from rejects'), [
    { line: 3, column_name: 'bytes_in', value: 'many' },
  ]);
  assert.deepEqual([traffic.records, traffic.accounts[0]?.format], [2, 'aws-vpc-flow']);
});
