// The figures typed in the sheet Barèmes, as Python's reading_baremes.py takes them. A row that
// cannot be read is left out here, without a word: `sheetcash bilan` and `sync` report it.

const FEUILLE_BAREMES_ = 'Barèmes';

/** Amounts (cents) under which a limit is a slip, or another unit: 83,6 for 83 600 €. */
const MINIMUM_BAREMES_ = 100000;

/** How many times smaller than the law's last rate a rate must be to be 25,6 % typed as 0,256. */
const TROP_PETIT_ = 50;

/**
 * The law's figures, under those that the spreadsheet's user typed; the law's alone where there
 * is no such sheet.
 * @returns {Loi}
 */
function loiDuClasseur_() {
  if (typeof SpreadsheetApp === 'undefined') return LOI_;
  const book = SpreadsheetApp.getActiveSpreadsheet();
  const sheet = book.getSheetByName(FEUILLE_BAREMES_);
  return sheet === null ? LOI_ : loi_(baremesSaisis_(valeurs_(book, sheet)));
}

/**
 * The rows of the sheet that differ from the law's, found under their headers wherever they are.
 * @param {any[][]} grid the whole sheet
 * @returns {BaremeLu[]}
 */
function baremesSaisis_(grid) {
  const top = grid.findIndex((row) => row.includes('Paramètre') && row.includes('Valeur'));
  if (top < 0) return [];
  const at = (/** @type {string} */ title) => grid[top].indexOf(title);
  /** @type {BaremeLu[]} */
  const found = [];
  grid.slice(top + 1).forEach((row, line) => {
    const cell = (/** @type {string} */ title) => (at(title) < 0 ? null : row[at(title)]);
    const saisi = baremeSaisi_(cell, top + line + 2);
    if (saisi !== null && !estLaLoi_(saisi)) found.push(saisi);
  });
  return found;
}

/**
 * One row as a figure; null where it has none, or cannot be read.
 * @param {(title: string) => any} cell
 * @param {number} ligne the sheet's row, from 1
 * @returns {(BaremeLu & {fin: string | null}) | null}
 */
function baremeSaisi_(cell, ligne) {
  const named = LIBELLES_BAREMES_[plier_(String(cell('Paramètre')))];
  if (!named || typeof cell('Valeur') !== 'number') return null;
  const categorie = plier_(String(cell('Catégorie') === null ? '' : cell('Catégorie')));
  const [parametre, cles] = [named.parametre, named.cles];
  const only = Object.keys(cles).length === 1 && categorie === '' ? Object.keys(cles)[0] : categorie;
  if (!Object.prototype.hasOwnProperty.call(cles, only)) return null;
  const unite = CHIFFRES_[parametre].unite;
  const valeur = valeurSaisie_(cell('Valeur'), parametre, cles[only], unite);
  const titles = ['Début', 'Fin', 'Confirmé le', 'Création depuis le', 'Création avant ou le'];
  const days = titles.map((title) => jourSaisi_(cell(title)));
  if (valeur === null || days.includes(undefined)) return null;
  const [debut, fin, confirme, depuis, jusque] = /** @type {(string | null)[]} */ (days);
  const years = [debut, confirme].filter((day) => day !== null).map((day) => String(day).slice(0, 4));
  if (fin === null && !years.length) return null;
  if (debut !== null && fin !== null && debut > fin) return null;
  if (depuis !== null && jusque !== null && depuis > jusque) return null;
  const byCreation = CHIFFRES_[parametre].valeurs.some((law) => law.creationMin || law.creationMax);
  if ((depuis !== null || jusque !== null) && !byCreation) return null;
  return {
    parametre,
    cle: cles[only],
    valeur,
    debut,
    fin,
    jusquau: fin === null ? `${years.sort()[years.length - 1]}-12-31` : fin,
    reference: String(cell('Référence') || ''),
    source: `feuille ${FEUILLE_BAREMES_}, ligne ${ligne}`,
    confiance: SAISI_,
    unite,
    ...(depuis === null ? {} : { creationMin: depuis }),
    ...(jusque === null ? {} : { creationMax: jusque }),
  };
}

/**
 * @param {string} parametre
 * @param {string} cle
 * @returns {number | null} the law's last known figure
 */
function dernierTaux_(parametre, cle) {
  const laws = CHIFFRES_[parametre].valeurs.filter((law) => law.cle === cle && law.valeur !== null);
  return laws.length ? laws[laws.length - 1].valeur : null;
}

/**
 * The exact integer of a cell; null when it is not a figure of that unit.
 * @param {number} value
 * @param {string} parametre
 * @param {string} cle
 * @param {string} unite
 * @returns {number | null}
 */
function valeurSaisie_(value, parametre, cle, unite) {
  const scale = { '%': 10000, '€': 100 }[unite] || 1;
  // Fifteen digits, what a cell shows at most, moved by the scale as text: no float in between.
  const match = /^([0-9]+)(?:\.([0-9]+))?$/.exec(String(Number(value.toPrecision(15))));
  if (match === null) return null;
  const decimals = match[2] || '';
  const places = String(scale).length - 1;
  if (decimals.length > places) return null;
  const exact = Number(match[1] + decimals.padEnd(places, '0'));
  const most = { '%': MILLION_, '€': MAX_CENTIMES_ }[unite] || 10000;
  const tiny = unite === '%' && exact > 0 && TROP_PETIT_ * exact <= (dernierTaux_(parametre, cle) || 0);
  if (tiny) return null; // 0,256 for 25,6 %
  const limits = ['plafond', 'tva_base', 'tva_majore'].includes(parametre);
  return exact > most || (limits && exact < MINIMUM_BAREMES_) ? null : exact;
}

/**
 * @param {any} value
 * @returns {string | null | undefined} an ISO day, null for a blank, undefined for anything else
 */
function jourSaisi_(value) {
  if (estVide_(value)) return null;
  if (!estDate_(value)) return undefined;
  const serial = serieDe_(value);
  return serial < jour_(2000, 1, 1) || serial > jour_(2100, 12, 31) ? undefined : iso_(serial);
}

/**
 * Whether the law's files say the same as a row.
 * @param {BaremeLu & {fin?: string | null}} saisi
 * @returns {boolean}
 */
function estLaLoi_(saisi) {
  return CHIFFRES_[saisi.parametre].valeurs.some(
    (law) =>
      law.cle === saisi.cle &&
      law.valeur === saisi.valeur &&
      law.debut === saisi.debut &&
      (law.fin || null) === saisi.fin &&
      law.creationMin === saisi.creationMin &&
      law.creationMax === saisi.creationMax &&
      saisi.jusquau <= law.jusquau,
  );
}
