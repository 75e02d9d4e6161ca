// Answers questions of `sheetcash calc --jsonl`, one line each, with the Apps Script functions.
import { createInterface } from 'node:readline';

import { appelant, charger } from './charger.mjs';

const appeler = appelant(charger());
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${appeler(line)}\n`);
}
