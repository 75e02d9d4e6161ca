// How a function is called: arguments read, columns spread, answers given back (Python's appel.py).

/**
 * @typedef {{nom: string, genre: string, colonne: boolean, facultatif: boolean, defaut: any}} ArgumentSC
 * @typedef {{nom: string, reponse: string, reference: string, arguments: ArgumentSC[]}} FonctionSC
 * @typedef {{erreur: {code: string, message: string}}} ErreurCellule
 */

/** @param {FonctionSC} fonction @returns {string} how it is written in a French sheet */
function usage_(fonction) {
  const names = fonction.arguments.map((one) => (one.facultatif ? `[${one.nom}]` : one.nom));
  return `${fonction.nom}(${names.join('; ')})`;
}

/** @param {any} value @returns {boolean} a range of one row: several cells side by side */
function enLigne_(value) {
  return Array.isArray(value) && value.length === 1 && Array.isArray(value[0]) && value[0].length > 1;
}

/**
 * A column as a flat list: hosts give a cell, a list, or rows of one cell.
 * @param {any} value
 * @param {string} nom
 * @returns {any[]}
 */
function aplatir_(value, nom) {
  if (!Array.isArray(value)) return [value];
  const nested = (/** @type {any} */ row) => row !== null && typeof row === 'object' && !estDate_(row);
  if (!value.some(nested)) return value.slice();
  let rows = value;
  if (enLigne_(rows)) rows = rows[0].map((/** @type {any} */ cell) => [cell]);
  return rows.map((row) => {
    if (!Array.isArray(row) || row.length !== 1 || nested(row[0])) {
      throw mauvaise_(`${nom} : la plage a plusieurs colonnes.`, 'Donnez une seule colonne.');
    }
    return row[0];
  });
}

/**
 * @param {{nom: string, cells: any[]}[]} columns
 * @returns {ErreurSC_} columns that do not have one length, and each one's
 */
function inegales_(columns) {
  const told = columns.map((one) => `${one.nom} ${one.cells.length}`).join(', ');
  return mauvaise_(
    `Les colonnes n'ont pas la même longueur (${told}).`,
    'Donnez les mêmes lignes pour chacune.',
  );
}

/**
 * Columns of one length, or an error that tells each one's.
 * @param {{nom: string, cells: any[]}[]} columns
 * @returns {number} that length
 */
function longueur_(columns) {
  const length = Math.max(...columns.map((one) => one.cells.length));
  if (columns.some((one) => one.cells.length !== length)) {
    throw inegales_(columns);
  }
  return length;
}

/**
 * @param {FonctionSC} fonction
 * @param {ArgumentSC} argument
 * @param {any} value
 * @returns {any} one typed value
 */
function lireUn_(fonction, argument, value) {
  if (!estVide_(value)) return GENRES_[argument.genre].lire(value, argument.nom);
  if (!argument.facultatif) {
    throw mauvaise_(`${argument.nom} : il manque une valeur.`, `Écrivez ${usage_(fonction)}.`);
  }
  return argument.defaut;
}

/**
 * The columns of one call: of one length, blank rows passed over, each cell read.
 * @param {FonctionSC} fonction
 * @param {any[]} typed
 */
function lireColonnes_(fonction, typed) {
  /** @type {{nom: string, at: number, cells: any[]}[]} */
  const given = [];
  fonction.arguments.forEach((one, at) => {
    if (!one.colonne) return;
    if (typed[at] === null || typed[at] === undefined) {
      typed[at] = null;
      if (one.facultatif) return;
      throw mauvaise_(`${one.nom} : il manque une colonne.`, `Écrivez ${usage_(fonction)}.`);
    }
    given.push({ nom: one.nom, at, cells: aplatir_(typed[at], one.nom) });
  });
  if (!given.length) return;
  const rows = [...Array(longueur_(given)).keys()];
  if (rows.every((row) => given.every((one) => estVide_(one.cells[row])))) {
    // a zero would look true
    throw mauvaise_('Les colonnes sont vides.', 'Donnez au moins une ligne.');
  }
  for (const { nom, at, cells } of given) {
    const one = fonction.arguments[at];
    typed[at] = [];
    cells.forEach((cell, row) => {
      if (given.every((other) => estVide_(other.cells[row]))) return;
      const blank = one.defaut === '' && estVide_(cell);
      typed[at].push(
        blank ? null : GENRES_[one.genre].lire(cell, `${nom}, ligne ${row + 1}`),
      );
    });
  }
}

/**
 * The typed arguments of one call.
 * @param {FonctionSC} fonction
 * @param {any[]} values
 * @returns {any[]}
 */
function lireArguments_(fonction, values) {
  const typed = fonction.arguments.map((one, at) =>
    one.colonne ? values[at] : lireUn_(fonction, one, values[at]),
  );
  lireColonnes_(fonction, typed);
  return typed;
}

/**
 * A rule's answer as a cell, a column or a table holds it; days stay serial numbers.
 * @param {FonctionSC} fonction
 * @param {any} answer
 * @returns {any}
 */
function rendre_(fonction, answer) {
  switch (fonction.reponse) {
    case 'montant en euros':
      return answer / 100;
    case 'colonne de montants en euros':
      return answer.map((/** @type {number} */ cents) => [cents / 100]);
    case 'taux':
      return answer / MILLION_;
    case 'nombre de jours':
      return answer / 10;
    case 'tableau':
      return answer.map((/** @type {LigneDetail} */ [nom, taux, cents]) => [
        nom,
        taux === null ? null : taux / MILLION_,
        cents / 100,
      ]);
    case 'date':
      return { jour: answer };
    case 'texte ou date':
      return typeof answer === 'number' ? { jour: answer } : answer;
    default:
      return answer;
  }
}

/**
 * One answer per row, where a column was given in the place of one cell.
 * @param {FonctionSC} fonction
 * @param {any[]} values
 * @param {number[]} spread
 * @param {Loi} loi
 * @returns {any}
 */
function appelerColonne_(fonction, values, spread, loi) {
  if (['tableau', 'colonne de montants en euros'].includes(fonction.reponse)) {
    throw mauvaise_(
      `${fonction.arguments[spread[0]].nom} : ${fonction.nom} répond déjà un tableau.`,
      'Donnez une seule cellule.',
    );
  }
  const columns = spread.map((at) => ({
    at,
    nom: fonction.arguments[at].nom,
    cells: aplatir_(values[at], fonction.arguments[at].nom),
  }));
  const length = Math.max(...columns.map((one) => one.cells.length));
  if (columns.some((one) => one.cells.length !== length)) throw inegales_(columns);
  if (length === 0) {
    const noms = columns.map((one) => one.nom).join(' et ');
    throw mauvaise_(`${noms} : la plage est vide.`, 'Donnez une cellule.');
  }
  const nested = spread.some((at) => Array.isArray(values[at][0]));
  const row = fonction.arguments.map((one, at) =>
    spread.includes(at) || one.colonne ? values[at] : lireUn_(fonction, one, values[at]),
  );
  lireColonnes_(fonction, row);
  const answers = [];
  for (let line = 0; line < length; line += 1) {
    /** @type {any} */
    let answer = null;
    if (!columns.every((one) => estVide_(one.cells[line]))) {
      try {
        for (const { at, cells } of columns) {
          row[at] = lireUn_(fonction, fonction.arguments[at], cells[line]);
        }
        answer = rendre_(fonction, REGLES_[fonction.nom](loi, ...row));
      } catch (error) {
        if (!(error instanceof ErreurSC_)) throw error;
        answer = { erreur: { code: error.code, message: error.message } };
      }
    }
    answers.push(answer);
  }
  if (spread.every((at) => enLigne_(values[at]))) return [answers];
  return nested ? answers.map((answer) => [answer]) : answers;
}

/**
 * The answer of a function for a host's values in order; throws an ErreurSC_.
 * @param {FonctionSC} fonction
 * @param {any[]} values
 * @param {Loi} loi
 * @returns {any}
 */
function appeler_(fonction, values, loi) {
  const all = fonction.arguments.map((_, at) => (values[at] === undefined ? null : values[at]));
  const spread = all
    .map((value, at) => (Array.isArray(value) && !fonction.arguments[at].colonne ? at : -1))
    .filter((at) => at >= 0);
  if (spread.length) return appelerColonne_(fonction, all, spread, loi);
  return rendre_(fonction, REGLES_[fonction.nom](loi, ...lireArguments_(fonction, all)));
}

/**
 * A function by its name; case and the SC_ in front do not matter.
 * @param {any} nom
 * @returns {FonctionSC}
 */
function trouver_(nom) {
  const wanted = typeof nom === 'string' ? rogner_(nom).toUpperCase() : '';
  const found = CATALOGUE_.find((one) => one.nom === wanted || one.nom === `SC_${wanted}`);
  if (!found) {
    const names = [...CATALOGUE_.map((one) => one.nom.slice(3)), 'EXPLIQUER'];
    if (wanted.replace(/^SC_/, '') === 'EXPLIQUER') {
      throw mauvaise_("SC_EXPLIQUER ne s'explique pas elle-même.", 'Nommez-en une autre.');
    }
    throw mauvaise_(
      `${montrer_(nom)} n'est pas une fonction.`,
      `Choisissez ${proches_(wanted.replace(/^SC_/, ''), names).replace(/« /g, '« SC_')}.`,
    );
  }
  return found;
}

/**
 * What Google Sheets shows: days as dates; an error is thrown, so that no cell holds a text where
 * a number belongs.
 * @param {any} answer
 * @returns {any}
 */
function cellule_(answer) {
  if (Array.isArray(answer)) return answer.map(cellule_);
  if (answer === null) return '';
  if (typeof answer === 'object' && 'jour' in answer) {
    const [year, month, day] = ymd_(answer.jour);
    return new Date(year, month - 1, day);
  }
  if (typeof answer === 'object' && 'erreur' in answer) {
    throw new Error(`${answer.erreur.code} ${answer.erreur.message}`);
  }
  return answer;
}

/**
 * What each SC_ function of Fonctions.js does with its arguments.
 * @param {string} nom
 * @param {any[]} values
 * @returns {any}
 */
function executer_(nom, values) {
  try {
    return cellule_(appeler_(trouver_(nom), values, loiDuClasseur_()));
  } catch (error) {
    if (error instanceof ErreurSC_) throw new Error(`${error.code} ${error.message}`);
    throw error;
  }
}
