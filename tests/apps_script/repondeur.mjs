// Answers one line each: questions of `sheetcash calc --jsonl`, or a private rule on many rows.
import { createInterface } from 'node:readline';

import { appelant, appelantRegle, charger } from './charger.mjs';

const context = charger();
const appeler = appelant(context);
const appelerRegle = appelantRegle(context);
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${line.startsWith('{"regle"') ? appelerRegle(line) : appeler(line)}\n`);
}
