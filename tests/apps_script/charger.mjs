// Loads the Apps Script sources as Google does: one global scope, all files in it.
import { readFileSync, readdirSync } from 'node:fs';
import vm from 'node:vm';

const folder = new URL('../../apps_scripts/', import.meta.url);
/** @type {Map<string, vm.Script>} compiled once, run in as many contexts as wanted */
const compiled = new Map();

/** @param {string} name @returns {vm.Script} */
function source(name) {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const script = new vm.Script(readFileSync(new URL(name, folder), 'utf-8'), { filename: name });
  compiled.set(name, script);
  return script;
}

/**
 * @param {(names: string[]) => string[]} ordre the order of the files, which Google does not promise
 * @returns {any} the context; its constants and private functions are reached by evaluation
 */
export function charger(ordre = (names) => names) {
  const context = vm.createContext({});
  const names = readdirSync(folder).filter((name) => name.endsWith('.js')).sort();
  for (const name of ordre(names)) source(name).runInContext(context);
  return context;
}

/**
 * A caller with named arguments, as `sheetcash calc --jsonl` has them.
 * @param {any} context
 */
export function appelant(context) {
  return vm.runInContext(
    `(function (json) {
      const jour = (value) => {
        if (Array.isArray(value)) return value.map(jour);
        return value !== null && typeof value === 'object' && 'jour' in value
          ? iso_(value.jour) : value;
      };
      const { fonction: nom, args } = JSON.parse(json, (_, value) =>
        value === '__NaN__' ? NaN : value);
      try {
        const explique = rogner_(nom).toUpperCase().replace(/^SC_/, '') === 'EXPLIQUER';
        const fonction = trouver_(explique ? args.fonction : nom);
        const values = explique && args.arguments ? args.arguments
          : fonction.arguments.map((one) => args[one.nom] === undefined ? null : args[one.nom]);
        const known = fonction.arguments.map((one) => one.nom);
        for (const name of Object.keys(args)) {
          if (!explique && !known.includes(name)) {
            throw mauvaise_(fonction.nom + " n'a pas d'argument « " + Array.from(name).slice(0, 40).join('') + ' ».',
              'Écrivez ' + usage_(fonction) + '.');
          }
        }
        return JSON.stringify({ valeur: explique
          ? expliquer_(args.fonction, values, LOI_) : jour(appeler_(fonction, values, LOI_)) });
      } catch (error) {
        if (!(error instanceof ErreurSC_)) throw error;
        return JSON.stringify({ erreur: { code: error.code, message: error.message } });
      }
    })`,
    context,
  );
}

/**
 * A caller of one private rule on many rows of typed arguments: cents, serial numbers, codes.
 * @param {any} context
 */
export function appelantRegle(context) {
  return vm.runInContext(
    `(function (json) {
      const grand = (_, value) =>
        value !== null && typeof value === 'object' && 'grand' in value ? BigInt(value.grand) : value;
      const { regle, lignes } = JSON.parse(json, grand);
      const rule = eval(regle);
      const answers = lignes.map((args) => {
        try {
          return { valeur: rule(...args) };
        } catch (error) {
          if (!(error instanceof ErreurSC_)) throw error;
          return { erreur: { code: error.code, message: error.message } };
        }
      });
      return JSON.stringify(answers, (_, value) =>
        typeof value === 'bigint' ? { grand: String(value) } : value);
    })`,
    context,
  );
}
