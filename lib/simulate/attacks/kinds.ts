import type { AttackKind } from '../attack-kind.js';
import { addressScan } from './address-scan.js';
import { bruteForce } from './brute-force.js';
import { credentialStuffing } from './credential-stuffing.js';
import { flood } from './flood.js';
import { injection } from './injection.js';
import { largeTransfer } from './large-transfer.js';
import { pathScan } from './path-scan.js';
import { portScan } from './port-scan.js';
import { scraping } from './scraping.js';
import { slowScan } from './slow-scan.js';
import { webShell } from './web-shell.js';

/** All kinds of attack; their shares add up to 1. */
export const attackKinds: readonly AttackKind[] = [
  portScan,
  addressScan,
  pathScan,
  slowScan,
  bruteForce,
  credentialStuffing,
  injection,
  scraping,
  flood,
  largeTransfer,
  webShell,
];
