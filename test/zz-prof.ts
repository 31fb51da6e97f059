async function main() {
  const { openTraffic } = await import('../lib/index.js');
  const { matchRules } = await import('../lib/rules/match-rules.js');
  const t = await openTraffic(process.argv[2]!);
  const c = (t.engine as any).connection;
  for (const k of ['run','runAndReadAll','stream','streamAndRead','start']) { if (typeof c[k] !== 'function') continue; const o = c[k].bind(c); c[k] = async (sql: string, ...r: any[]) => { const t0 = performance.now(); const u0 = process.cpuUsage(); const x = await o(sql, ...r); const ms = performance.now() - t0; const u = process.cpuUsage(u0); if (ms > 20) console.log(k, Math.round(ms), 'ms cpu', Math.round((u.user+u.system)/1000), sql.length, sql.slice(0, 110).replace(/\s+/g, ' ')); return x; }; }
  let t0 = performance.now(); const u0 = process.cpuUsage();
  await matchRules(t); const u = process.cpuUsage(u0); console.log('match', Math.round(performance.now() - t0), 'cpu', Math.round((u.user+u.system)/1000));
}
main();
