// The vectors of tests/conformance, the very files that pytest runs.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

import { appelant, charger } from './charger.mjs';

const folder = new URL('../conformance/', import.meta.url);
const context = charger();
const appeler = appelant(context);

/** @param {any} value an answer whose errors become their codes, as vectors write them */
function codes(value) {
  if (Array.isArray(value)) return value.map(codes);
  return value && value.erreur ? { erreur: value.erreur.code } : value;
}

for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
  const { cas } = JSON.parse(readFileSync(new URL(name, folder), 'utf-8'));
  test(`${name}: ${cas.length} vectors`, async (t) => {
    assert.ok(cas.length > 0);
    for (const one of cas) {
      await t.test(one.id, () => {
        const found = JSON.parse(appeler(JSON.stringify({ fonction: one.fonction, args: one.args })));
        if (one.montants) {
          assert.deepEqual(
            Object.fromEntries(found.valeur.map((row) => [row[0], row[2]])),
            one.montants,
          );
        } else if (one.contient) {
          assert.ok(found.valeur.includes(one.contient), found.valeur);
        } else if (one.composante) {
          const row = found.valeur.find((line) => line[0] === one.composante);
          assert.equal(row[2], one.juste);
          assert.notEqual(row[2], one.faux);
        } else if (one.erreur) {
          assert.equal(found.erreur?.code, one.erreur);
          assert.ok(found.erreur.message.includes(one.dit), found.erreur.message);
        } else {
          assert.deepEqual(codes(found.valeur), one.valeur);
          assert.notDeepEqual(found.valeur, one.faux);
        }
      });
    }
  });
}

test('files may be loaded in any order', () => {
  const context = charger((names) => names.reverse());
  assert.equal(vm.runInContext("SC_PLAFOND('bnc', 2026)", context), 83600);
});

/** What the menu, the sidebar and the trigger call. */
const MENU = [
  'activerRappel', 'aide', 'allerA', 'arreterRappel', 'lireVolet', 'montrerPlan', 'montrerRelances',
  'onOpen', 'ouvrirVolet', 'rappelQuotidien',
];

test('only the functions of the catalogue and of the menu are public', () => {
  const names = vm.runInContext('CATALOGUE_.map((one) => one.nom)', context);
  const all = Object.keys(context).filter((name) => typeof context[name] === 'function');
  assert.deepEqual(
    all.filter((name) => !name.endsWith('_')).sort(),
    [...names, 'SC_EXPLIQUER', ...MENU].sort(),
  );
});

test('the one file to paste holds all of them', () => {
  const pasted = vm.createContext({});
  const file = new URL('../../apps_scripts/a_coller/Sheetcash.gs', import.meta.url);
  vm.runInContext(readFileSync(file, 'utf-8'), pasted);
  assert.deepEqual(Object.keys(pasted).sort(), Object.keys(context).sort());
  assert.equal(vm.runInContext("SC_PLAFOND('bnc', 2026)", pasted), 83600);
});

test('a cell gets dates, and an error instead of a text', () => {
  const [year, month, day] = vm.runInContext(
    "(() => { const d = SC_ECHEANCE('2026-01-20', 'fin de mois');" +
      ' return [d.getFullYear(), d.getMonth() + 1, d.getDate()]; })()',
    context,
  );
  assert.deepEqual([year, month, day], [2026, 1, 31]);
  assert.throws(() => vm.runInContext("SC_PLAFOND('bnc', 2030)", context), /#N\/A Aucun chiffre/);
  assert.throws(() => vm.runInContext("SC_PLAFOND('bnc', 'x')", context), /#VALEUR! annee/);
  assert.equal(vm.runInContext("SC_PLAFOND('bnc', 2026)", context), 83600);
  assert.match(vm.runInContext("SC_EXPLIQUER('SC_PLAFOND', 'bnc', 2026)", context), /CGI 50-0/);
});
