import { openTraffic } from '../../load/open-traffic.js';
import type { Check, Checked } from './check-records.js';

// The process that `checkRecords` starts.
async function check({ inputs, filter }: Check): Promise<void> {
  // One after the other: each takes all the memory that loading may have.
  for (const files of inputs) {
    const traffic = await openTraffic(files, filter);
    traffic.engine.close();
  }
}

const send = (checked: Checked) => process.send?.(checked);
// The parent process has the result, or has ended.
process.once('disconnect', () => process.exit(0));
process.once('message', (message) => {
  check(message as Check).then(
    () => send(null),
    ({ name, message, stack }: Error) => send({ name, message, stack }),
  );
});
