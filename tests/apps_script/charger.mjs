// Loads the Apps Script sources as Google does: one global scope, all files in it.
import { readFileSync, readdirSync } from 'node:fs';
import vm from 'node:vm';

const folder = new URL('../../apps_scripts/', import.meta.url);

/**
 * @param {(names: string[]) => string[]} ordre the order of the files, which Google does not promise
 * @returns {any} the context; its constants and private functions are reached by evaluation
 */
export function charger(ordre = (names) => names) {
  const context = vm.createContext({});
  const names = readdirSync(folder).filter((name) => name.endsWith('.js')).sort();
  for (const name of ordre(names)) {
    vm.runInContext(readFileSync(new URL(name, folder), 'utf-8'), context, { filename: name });
  }
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
        const explique = nom.trim().toUpperCase().replace(/^SC_/, '') === 'EXPLIQUER';
        const fonction = trouver_(explique ? args.fonction : nom);
        const values = explique && args.arguments ? args.arguments
          : fonction.arguments.map((one) => args[one.nom] === undefined ? null : args[one.nom]);
        const known = fonction.arguments.map((one) => one.nom);
        for (const name of Object.keys(args)) {
          if (!explique && !known.includes(name)) {
            throw mauvaise_(fonction.nom + " n'a pas d'argument « " + name + ' ».',
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
