// The kinds of arguments: a cell into the value a rule works on, strictly, as Python's genres.py.

/**
 * @typedef {object} Genre
 * @property {(value: any, nom: string) => any} lire
 * @property {(value: any) => string} dire
 */

/**
 * The words of a text. Python's spaces, not JavaScript's: the byte order mark (U+FEFF) is none, the
 * separators of old files are; else a cell would be blank here and an error there.
 * @param {string} text
 * @returns {string[]}
 */
function mots_(text) {
  const spaces = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
  return text.split(spaces).filter((word) => word);
}

/** @param {string} text @returns {string} without the spaces around it, as Python's strip() */
function rogner_(text) {
  const words = mots_(text);
  if (!words.length) return '';
  const last = words[words.length - 1];
  return text.slice(text.indexOf(words[0]), text.lastIndexOf(last) + last.length);
}

/**
 * Lower case as Python's casefold(), for what French texts hold: the « fi » that a PDF pastes as one
 * letter is two.
 * @param {string} text
 * @returns {string}
 */
function minuscules_(text) {
  return text
    .toLowerCase()
    .replace(/[ßſ\ufb00-\ufb06]/g, (letter) => letter.toUpperCase().toLowerCase());
}

/** @param {any} value @returns {boolean} a blank cell */
function estVide_(value) {
  return value === null || value === undefined || (typeof value === 'string' && !mots_(value).length);
}

/** @param {any} value @returns {boolean} a date of the sheet, whichever realm made it */
function estDate_(value) {
  return Object.prototype.toString.call(value) === '[object Date]';
}

/** @param {number} value @returns {string} */
function montrerNombre_(value) {
  if (Number.isNaN(value)) return 'NaN';
  const size = Math.abs(value);
  if (!(value === 0 || (size >= 1e-4 && size < 1e15))) return 'nombre hors limites';
  return String(value === 0 ? 0 : value).replace('.', ',');
}

/** @param {any} value @returns {string} a cell between quotation marks, cut */
function montrer_(value) {
  let shown;
  if (estVide_(value)) shown = 'cellule vide';
  else if (typeof value === 'boolean') shown = value ? 'VRAI' : 'FAUX';
  else if (typeof value === 'number') shown = montrerNombre_(value);
  else if (estDate_(value)) shown = formatDate_(serieDe_(value));
  else if (typeof value === 'object') shown = 'plusieurs cellules';
  else shown = mots_(String(value)).join(' ');
  return `« ${Array.from(shown).slice(0, 40).join('')} »`;
}

/** @param {string} text @returns {string} no accents, case, doubled or odd spaces */
function plier_(text) {
  const bare = text.replace(/’/g, "'").normalize('NFKD').replace(/\p{M}/gu, '');
  return mots_(minuscules_(bare)).join(' ');
}

/**
 * How many letters must change to turn one into the other (Levenshtein).
 * @param {string} a
 * @param {string} b
 * @returns {number}
 */
function distance_(a, b) {
  const right = Array.from(b);
  const row = right.map((_, at) => at);
  row.push(right.length);
  Array.from(a)
    .slice(0, 40)
    .forEach((letter, i) => {
      let above = row[0];
      row[0] = i + 1;
      right.forEach((other, j) => {
        const swap = above + (letter === other ? 0 : 1);
        above = row[j + 1];
        row[j + 1] = Math.min(row[j + 1] + 1, row[j] + 1, swap);
      });
    });
  return row[right.length];
}

/**
 * Up to two candidates that look like wanted, else all of them, as a French choice.
 * @param {string} wanted
 * @param {string[]} candidates
 * @returns {string}
 */
function proches_(wanted, candidates) {
  const text = plier_(wanted);
  const limit = Math.max(1, Math.floor(Array.from(text).length / 3));
  const near = candidates
    .map((one, at) => ({ one, at, gap: distance_(text, plier_(one)) }))
    .sort((x, y) => x.gap - y.gap || x.at - y.at)
    .filter((found) => found.gap <= limit)
    .map((found) => found.one);
  const holding = candidates.filter(
    (one) => Array.from(text).length > 2 && plier_(one).includes(text),
  );
  const first = [...holding, ...near.filter((one) => !holding.includes(one))].slice(0, 2);
  return (first.length ? first : candidates).map((one) => `« ${one} »`).join(', ');
}

/** @param {Date} value @returns {number} the serial number of the day a sheet's date shows */
function serieDe_(value) {
  return jour_(value.getFullYear(), value.getMonth() + 1, value.getDate());
}

/** @param {any} value @param {string} nom @returns {number} a serial number */
function lireDate_(value, nom) {
  let day = null;
  if (estDate_(value)) day = serieDe_(value);
  else if (typeof value === 'number' && Math.abs(value) < 100000) day = Math.floor(value);
  else if (typeof value === 'string') day = jourIso_(value);
  if (day === null || Number.isNaN(day)) {
    throw mauvaise_(
      `${nom} : ${montrer_(value)} n'est pas une date.`,
      'Donnez une cellule au format date, ou un texte comme 2026-11-21.',
    );
  }
  if (day < jour_(1950, 1, 1) || day > jour_(2100, 12, 31)) {
    throw mauvaise_(
      `${nom} : ${montrer_(value)} n'est pas une date plausible.`,
      "L'année doit être entre 1950 et 2100.",
    );
  }
  return day;
}

/**
 * @param {any} value
 * @param {string} nom
 * @param {string} attendu
 * @returns {number}
 */
function lireNombre_(value, nom, attendu) {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw mauvaise_(
    `${nom} : ${montrer_(value)} n'est pas ${attendu}.`,
    'Donnez un nombre, pas un texte.',
  );
}

/** @param {any} value @param {string} nom @returns {number} cents */
function lireMontant_(value, nom) {
  const cents = centimes_(lireNombre_(value, nom, 'un montant'));
  if (cents === null) {
    throw mauvaise_(
      `${nom} : ${montrer_(value)} n'est pas un montant plausible.`,
      'Vérifiez la cellule.',
    );
  }
  return cents;
}

/**
 * @param {number} minimum
 * @param {number} maximum
 * @param {string} attendu
 * @returns {(value: any, nom: string) => number}
 */
function lireEntier_(minimum, maximum, attendu) {
  return (value, nom) => {
    const number = lireNombre_(value, nom, attendu);
    if (!(number >= minimum && number <= maximum && Number.isInteger(number))) {
      throw mauvaise_(
        `${nom} : ${montrer_(value)} n'est pas ${attendu}.`,
        `Donnez un nombre entier de ${minimum} à ${maximum}.`,
      );
    }
    return number;
  };
}

/** @param {any} value @param {string} nom @returns {number} per million */
function lireFraction_(value, nom) {
  const number = lireNombre_(value, nom, 'un taux');
  if (!(number >= 0 && number <= 1)) {
    throw mauvaise_(
      `${nom} : ${montrer_(value)} n'est pas un taux.`,
      'Écrivez 12 % ou 0,12, entre 0 et 100 %.',
    );
  }
  return Math.floor(number * MILLION_ + 0.5);
}

/** @param {any} value @param {string} nom @returns {number} */
function lireBase_(value, nom) {
  if (value !== 365) {
    throw mauvaise_(
      `${nom} : ${montrer_(value)} n'est pas une base connue.`,
      "Laissez vide (les jours de l'année), ou mettez 365.",
    );
  }
  return 365;
}

/** @param {any} value @param {string} nom @returns {string} */
function lireTexte_(value, nom) {
  if (typeof value !== 'string') {
    throw mauvaise_(`${nom} : ${montrer_(value)} n'est pas un texte.`, 'Donnez un texte.');
  }
  return value;
}

/** @param {any} value @param {string} nom @returns {boolean} */
function lireOuiNon_(value, nom) {
  if (typeof value === 'boolean') return value;
  if (value === 0 || value === 1) return value === 1;
  if (typeof value === 'string') {
    const text = plier_(value);
    if (['oui', 'vrai', 'true', '1'].includes(text)) return true;
    if (['non', 'faux', 'false', '0'].includes(text)) return false;
  }
  throw mauvaise_(
    `${nom} : ${montrer_(value)} n'est ni oui ni non.`,
    'Mettez Oui, Non, VRAI ou FAUX.',
  );
}

/**
 * A reader of a closed list of Catalogue.js.
 * @param {string} liste
 * @returns {(value: any, nom: string) => string}
 */
function lireChoix_(liste) {
  return (value, nom) => {
    const { mots, attendu, labels } = CHOIX_[liste];
    const known = typeof value === 'string' ? plier_(value.replace(/_/g, ' ')) : '';
    if (Object.prototype.hasOwnProperty.call(mots, known)) return mots[known];
    throw mauvaise_(
      `${nom} : ${montrer_(value)} n'est pas ${attendu}.`,
      `Choisissez ${proches_(typeof value === 'string' ? value : '', labels)}.`,
    );
  };
}

/** @param {string} code @returns {string} the workbook's label of a category */
function direCategorie_(code) {
  return CATEGORIES_[code];
}

/**
 * By the names of Python's genres.py. What other files hold is named inside functions only: Apps
 * Script does not promise the order in which it loads files.
 * @type {Record<string, Genre>}
 */
const GENRES_ = {
  DATE: { lire: lireDate_, dire: (value) => formatDate_(value) },
  DATES: { lire: lireDate_, dire: String },
  MONTANT: { lire: lireMontant_, dire: (value) => formatEuros_(value) },
  MONTANTS: { lire: lireMontant_, dire: String },
  ANNEE: { lire: lireEntier_(2000, 2100, 'une année'), dire: String },
  NIVEAU: { lire: lireEntier_(0, 4, 'un niveau de relance'), dire: String },
  FRACTION: { lire: lireFraction_, dire: (value) => formatTaux_(value) },
  BASE: { lire: lireBase_, dire: String },
  CONDITIONS: { lire: lireTexte_, dire: String },
  OUI_NON: { lire: lireOuiNon_, dire: (value) => (value ? 'oui' : 'non') },
  CATEGORIE: { lire: lireChoix_('CATEGORIE'), dire: direCategorie_ },
  CATEGORIES: { lire: lireChoix_('CATEGORIE'), dire: String },
  NATURE: { lire: lireChoix_('NATURE'), dire: String },
  ZONE: { lire: lireChoix_('ZONE'), dire: String },
  COMPOSANTE: { lire: lireChoix_('COMPOSANTE'), dire: String },
  TYPE_CLIENT: { lire: lireChoix_('TYPE_CLIENT'), dire: String },
  PROFIL: { lire: lireChoix_('PROFIL'), dire: String },
  PERIODICITE: { lire: lireChoix_('PERIODICITE'), dire: String },
};
