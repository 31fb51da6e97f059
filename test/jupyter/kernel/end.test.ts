import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { KernelClient } from './kernel-client.js';

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Waits until the process is gone; fails the test after 20 s. */
async function gone(pid: number): Promise<void> {
  for (let i = 0; i < 200 && lives(pid); i++) await pause(100);
  assert.equal(lives(pid), false, `process ${pid} still lives`);
}

test('the kernel ends when it is shut down', async () => {
  const kernel = await KernelClient.start();
  const { pid } = await kernel.ask<{ pid: number }>('pid');
  const { alive } = await kernel.ask<{ alive: boolean }>('shutdown');
  assert.equal(alive, false);
  await gone(pid);
  kernel.close();
});

test('the kernel ends when its parent is killed, even in an endless loop', async () => {
  const kernel = await KernelClient.start();
  const { pid } = await kernel.ask<{ pid: number }>('pid');
  void kernel.execute("await 1; console.log('started'); for (;;) {}").catch(() => {});
  await pause(3000); // by then the loop runs; were it not, the test would be easier, not wrong
  kernel.kill();
  await gone(pid);
});
