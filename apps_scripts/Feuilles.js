// The spreadsheet's sheets as tables, columns by title: Python's locating.py and convert.py, for what
// the sidebar shows. Reads only.

/** What stops a part of the sidebar, in French, and what the user can do about it. */
class Empechement_ {
  /**
   * @param {string} probleme
   * @param {string} queFaire
   */
  constructor(probleme, queFaire) {
    this.probleme = probleme;
    this.queFaire = queFaire;
  }
}

/**
 * @typedef {{nom: string, lignes: any[][]}} Grille a sheet's cells, from its first row and column
 * @typedef {{titres: () => string[], grille: (titre: string) => Grille | null}} ClasseurLu
 * @typedef {{erreur: string}} EnErreur what an Excel-like error in a cell is read as
 * @typedef {object} TableLue
 * @property {string} feuille the sheet's name as it is written
 * @property {number} premiere the sheet's row, from 1, of the first row of data
 * @property {number} hauteur
 * @property {Record<string, any[]>} colonnes by the contract's titles
 */

/** Errors as Google writes them, in French and in English. */
const ERREURS_CELLULES_ = [
  '#N/A', '#REF!', '#VALUE!', '#DIV/0!', '#NAME?', '#NUM!', '#NULL!', '#ERROR!',
  '#VALEUR!', '#NOM?', '#NOMBRE!', '#NUL!', '#ERREUR!', 'Loading...',
];

/** How like an absent title another one must be to be it, renamed. */
const RENOMMEE_ = 0.7;

/**
 * The open spreadsheet; each sheet is read once, when it is asked for.
 * @returns {ClasseurLu}
 */
function classeur_() {
  const book = SpreadsheetApp.getActiveSpreadsheet();
  const sheets = book.getSheets();
  /** @type {Record<string, Grille | null>} */
  const read = {};
  return {
    titres: () => sheets.map((one) => one.getName()),
    grille: (titre) => {
      if (!(titre in read)) {
        const sheet = sheets.find((one) => plier_(one.getName()) === plier_(titre));
        read[titre] = sheet ? { nom: sheet.getName(), lignes: valeurs_(book, sheet) } : null;
      }
      return read[titre];
    },
  };
}

/**
 * A sheet's values, days as the sheet shows them. A date cell is an instant: where the script lives in
 * another time zone than the spreadsheet, its midnight is another hour, often of another day.
 * @param {GoogleAppsScript.Spreadsheet.Spreadsheet} book
 * @param {GoogleAppsScript.Spreadsheet.Sheet} sheet
 * @returns {any[][]}
 */
function valeurs_(book, sheet) {
  const shown = (/** @type {any} */ value) => {
    if (!estDate_(value) || (value.getHours() === 0 && value.getMinutes() === 0)) return value;
    const text = Utilities.formatDate(value, book.getSpreadsheetTimeZone(), 'yyyy-MM-dd');
    const [year, month, day] = text.split('-').map(Number);
    return new Date(year, month - 1, day);
  };
  return sheet
    .getDataRange()
    .getValues()
    .map((row) => row.map(shown));
}

/**
 * @param {string} titre
 * @param {ClasseurLu} classeur
 * @returns {Grille}
 */
function feuille_(titre, classeur) {
  const found = classeur.grille(titre);
  if (found !== null) return found;
  const [like] = ressemblants_(titre, classeur.titres(), RENOMMEE_);
  throw new Empechement_(
    `La feuille « ${titre} » est introuvable.`,
    like
      ? `Renommez « ${like} » en « ${titre} ».`
      : 'Remettez-lui ce nom, ou recopiez-la depuis un classeur neuf.',
  );
}

/**
 * Those of a list that look like a title, the nearest first.
 * @param {string} voulu
 * @param {string[]} titres
 * @param {number} seuil from 0 to 1
 * @returns {string[]}
 */
function ressemblants_(voulu, titres, seuil) {
  const wanted = plier_(voulu);
  return titres
    .map((one) => ({ one, like: ressemblance_(Array.from(plier_(one)), Array.from(wanted)) }))
    .filter(({ like }) => like >= seuil)
    .sort((a, b) => b.like - a.like)
    .map(({ one }) => one);
}

/**
 * How like two texts are, from 0 to 1, as Python's difflib says it: twice what they share in order.
 * @param {string[]} a
 * @param {string[]} b
 * @returns {number}
 */
function ressemblance_(a, b) {
  const length = a.length + b.length;
  return length ? (2 * communs_(a, b)) / length : 1;
}

/**
 * @param {string[]} a
 * @param {string[]} b
 * @returns {number} the letters of their longest common run, and of what stands on each side of it
 */
function communs_(a, b) {
  let [size, left, right] = [0, 0, 0];
  /** @type {number[]} the runs that end at each letter of b and at the letter of a before */
  let before = [];
  a.forEach((letter, i) => {
    const runs = b.map((other, j) => (other === letter ? (j ? before[j - 1] || 0 : 0) + 1 : 0));
    runs.forEach((run, j) => {
      if (run > size) [size, left, right] = [run, i - run + 1, j - run + 1];
    });
    before = runs;
  });
  if (!size) return 0;
  const sides = communs_(a.slice(0, left), b.slice(0, right));
  return size + sides + communs_(a.slice(left + size), b.slice(right + size));
}

/**
 * A table of the contract, found by the row that bears its titles.
 * @param {ClasseurLu} classeur
 * @param {string} nom
 * @returns {TableLue}
 */
function table_(classeur, nom) {
  const { feuille: titre, cle, colonnes } = CONTRAT_[nom];
  const { nom: feuille, lignes } = feuille_(titre, classeur);
  const known = colonnes.map((one) => plier_(one.titre));
  const folded = (/** @type {any[]} */ row) =>
    row.map((cell) => (typeof cell === 'string' && cell ? plier_(cell) : ''));
  let [best, header] = [0, -1];
  lignes.slice(0, 50).forEach((row, at) => {
    const hits = new Set(folded(row).filter((one) => known.includes(one))).size;
    if (hits > best) [best, header] = [hits, at];
  });
  if (header < 0) throw colonneAbsente_(feuille, cle, '');
  const titles = folded(lignes[header]);
  const shown = lignes[header].filter((cell) => typeof cell === 'string' && cell);
  const twice = titles.findIndex((one, at) => known.includes(one) && titles.lastIndexOf(one) !== at);
  if (twice >= 0) {
    throw new Empechement_(
      `Feuille « ${feuille} » : le titre « ${lignes[header][twice]} » figure deux fois.`,
      'Renommez ou supprimez la colonne en trop.',
    );
  }
  const rows = lignes.slice(header + 1);
  /** @type {Record<string, any[]>} */
  const found = {};
  for (const one of colonnes) {
    const at = titles.indexOf(plier_(one.titre));
    if (at < 0) verifierAbsente_(feuille, one, shown, known);
    found[one.titre] = rows.map((row) => celluleLue_(at < 0 ? null : row[at], one));
  }
  return { feuille, premiere: header + 2, hauteur: rows.length, colonnes: found };
}

/**
 * @param {any} value
 * @param {ColonneContrat} colonne
 * @returns {any} a cell whose error is told apart; sheetcash computes formulas anew
 */
function celluleLue_(value, colonne) {
  if (typeof value !== 'string' || !ERREURS_CELLULES_.includes(value)) return value;
  return colonne.calculee && !colonne.requise ? null : { erreur: value };
}

/**
 * @param {string} feuille
 * @param {string} titre
 * @param {string} semblable
 * @returns {Empechement_}
 */
function colonneAbsente_(feuille, titre, semblable) {
  return new Empechement_(
    `La colonne « ${titre} » est introuvable dans la feuille « ${feuille} ».`,
    semblable
      ? `Rendez ce titre à la colonne : peut-être « ${semblable} ».`
      : 'Rendez ce titre à la colonne, ou ajoutez-le à la ligne des titres.',
  );
}

/**
 * Refuses to go without a column that is needed, or that seems to have been renamed.
 * @param {string} feuille
 * @param {ColonneContrat} colonne
 * @param {string[]} titres those of the sheet
 * @param {string[]} connus those of the contract, folded
 */
function verifierAbsente_(feuille, colonne, titres, connus) {
  if (colonne.calculee && !colonne.requise) return;
  const unknown = titres.filter((one) => !connus.includes(plier_(one)));
  const [like] = ressemblants_(colonne.titre, unknown, colonne.requise ? 0.5 : RENOMMEE_);
  if (colonne.requise || like) throw colonneAbsente_(feuille, colonne.titre, like || '');
}

/** @param {any} value @returns {boolean} */
function estErreur_(value) {
  return value !== null && typeof value === 'object' && 'erreur' in value;
}

/** @param {any} value @returns {string} a cell as the text the user sees */
function texte_(value) {
  if (typeof value === 'string') return rogner_(value);
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'Oui' : 'Non';
  if (estDate_(value)) return formatDate_(serieDe_(value));
  return estErreur_(value) ? value.erreur : String(value);
}

/**
 * A day typed as text, 21/11/2026 or 2026-11-21; null when it is not one.
 * @param {string} text
 * @returns {number | null}
 */
function jourTexte_(text) {
  const french = /^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})$/.exec(rogner_(text));
  const iso =
    /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?$/.exec(
      rogner_(text),
    );
  if (french === null && iso === null) return null;
  const numbers = french ? [french[3], french[2], french[1]] : (iso || []).slice(1);
  const [year, month, day] = numbers.map(Number);
  const serial = jour_(year, month, day);
  const [y, m, d] = ymd_(serial);
  return y === year && m === month && d === day ? serial : null;
}

/**
 * Cents from an amount typed as text; null for what is not certainly one (« 1,234 »).
 * @param {string} text
 * @returns {number | null}
 */
function centimesTexte_(text) {
  const space = "[ \\t\\u00a0\\u202f\\u2009'’]";
  const odd = new RegExp(`[0-9]${space}+(?![0-9]{3}(?![0-9]))[0-9]|[0-9]{4}${space}+[0-9]`);
  if (odd.test(text)) return null;
  let bare = text.replace(new RegExp(space, 'g'), '').replace(/€$/, '').replace(/EUR$/, '');
  bare = bare.replace(/−/g, '-');
  if (/^[+-]?[0-9]+(?:[.,][0-9]{1,2})?$/.test(bare)) bare = bare.replace(/,/g, '.');
  else if (/^[+-]?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,[0-9]{1,2}|(?:\.[0-9]{3}){2,})$/.test(bare)) {
    bare = bare.replace(/\./g, '').replace(/,/g, '.');
  } else if (/^[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]{1,2}$/.test(bare)) {
    bare = bare.replace(/,/g, '');
  } else return null;
  const [whole, decimals] = bare.split('.');
  const cents = Math.abs(Number(whole)) * 100 + Number((decimals || '').padEnd(2, '0'));
  if (!(cents < MAX_CENTIMES_)) return null;
  return whole.startsWith('-') ? -cents : cents;
}

/**
 * A column of days; null where blank, or unreadable: its row is then left out.
 * @param {any[]} values
 * @param {Set<number>} exclues
 * @param {number} dernier the last plausible day
 * @returns {(number | null)[]}
 */
function jours_(values, exclues, dernier) {
  return values.map((value, at) => {
    if (estVide_(value)) return null;
    let day = null;
    if (estDate_(value)) day = serieDe_(value);
    else if (typeof value === 'string') day = jourTexte_(value);
    else if (typeof value === 'number' && value >= 36526 && value < 73051) day = Math.floor(value);
    if (day !== null && day >= jour_(2000, 1, 1) && day <= dernier) return day;
    exclues.add(at);
    return null;
  });
}

/**
 * A column of amounts in cents; null where blank, or unreadable: its row is then left out.
 * @param {any[]} values
 * @param {Set<number>} exclues
 * @returns {(number | null)[]}
 */
function montants_(values, exclues) {
  return values.map((value, at) => {
    if (estVide_(value)) return null;
    let cents = null;
    if (typeof value === 'number') cents = centimes_(value);
    else if (typeof value === 'string') cents = centimesTexte_(value);
    if (cents === null) exclues.add(at);
    return cents;
  });
}

/**
 * A column of reminder levels; null where blank, or unreadable: its row is then left out.
 * @param {any[]} values
 * @param {Set<number>} exclues
 * @returns {(number | null)[]}
 */
function niveaux_(values, exclues) {
  return values.map((value, at) => {
    if (estVide_(value)) return null;
    const shown = texte_(value);
    if (/^[0-4]$/.test(shown)) return Number(shown);
    exclues.add(at);
    return null;
  });
}

/**
 * The rows with nothing typed in them; `tete` is a column always filled.
 * @param {TableLue} table
 * @param {string} nom
 * @param {string} tete
 * @returns {Set<number>}
 */
function lignesVides_(table, nom, tete) {
  const typed = CONTRAT_[nom].colonnes.filter((one) => !one.calculee).map((one) => one.titre);
  const found = new Set();
  table.colonnes[tete].forEach((cell, at) => {
    if (estVide_(cell) && typed.every((title) => estVide_(table.colonnes[title][at]))) found.add(at);
  });
  return found;
}
