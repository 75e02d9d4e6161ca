// Answers one line each: questions of `sheetcash calc --jsonl`, a private rule on many rows, or what
// a function makes of a spreadsheet.
import { createInterface } from 'node:readline';

import { appelant, appelantRegle, charger } from './charger.mjs';
import { ouvrir } from './feuille.mjs';

const context = charger();
const appeler = appelant(context);
const appelerRegle = appelantRegle(context);
/** @param {string} line @returns {string} */
function repondre(line) {
  if (line.startsWith('{"regle"')) return appelerRegle(line);
  if (!line.startsWith('{"feuilles"')) return appeler(line);
  const { appels, ...donne } = JSON.parse(line);
  const book = ouvrir(donne);
  const answers = appels.map(([name, ...args]) => book.appeler(name, ...args) ?? null);
  return JSON.stringify({ reponses: answers, trace: book.trace });
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${repondre(line)}\n`);
}
