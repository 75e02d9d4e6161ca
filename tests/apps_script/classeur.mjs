// Runs the functions inside a spreadsheet whose sheet Barèmes is given on standard input.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

import { charger } from './charger.mjs';

const context = charger();
const grid = JSON.parse(readFileSync(0, 'utf-8'), (_, value) => {
  if (value === null || typeof value !== 'object' || !('date' in value)) return value;
  const [year, month, day] = value.date.split('-').map(Number);
  return new Date(year, month - 1, day);
});
// The only parts of Google's service that the functions use.
context.SpreadsheetApp = {
  getActiveSpreadsheet: () => ({
    getSheetByName: (/** @type {string} */ name) =>
      name === 'Barèmes' ? { getDataRange: () => ({ getValues: () => grid }) } : null,
  }),
};
const answers = vm.runInContext(
  `({
    saisis: loiDuClasseur_().saisis.map(({ parametre, cle, valeur, debut, jusquau, source }) =>
      ({ parametre, cle, valeur, debut, jusquau, source })),
    plafond: SC_PLAFOND('bnc', 2026),
    cfp: SC_COTISATIONS(1000, 'bnc', '2026-03-31'),
    dit: SC_EXPLIQUER('SC_COTISATIONS', 1000, 'bnc', '2026-03-31'),
  })`,
  context,
);
process.stdout.write(JSON.stringify(answers));
