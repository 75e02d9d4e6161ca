// Looking up the law's figures (Chiffres.js), under those typed in the sheet Barèmes.

/**
 * @typedef {object} Bareme
 * @property {string} cle
 * @property {number | null} valeur per million, cents, days, years or times; null: not known here
 * @property {string | null} debut ISO day, null when it has no known beginning
 * @property {string} [fin] the last day of effect, where there is one
 * @property {string} jusquau the last day for which the figure is vouched for
 * @property {string} reference
 * @property {string} source
 * @property {string} confiance
 * @property {string} [parametre]
 * @property {string} [unite]
 * @property {string} [creationMin]
 * @property {string} [creationMax]
 *
 * @typedef {{parametre: string, cle: string, valeur: number, debut: string | null, jusquau: string,
 *   reference: string, source: string, confiance: string, unite: string, creationMin?: string,
 *   creationMax?: string}} BaremeLu
 *
 * @typedef {object} Loi
 * @property {BaremeLu[]} saisis the typed figures, the latest first
 * @property {BaremeLu[]} [lus] each figure asked for, when it must be told
 */

const SAISI_ = 'saisi';

/** @type {Loi} */
const LOI_ = { saisis: [] };

/**
 * The law's figures, under those typed in the sheet Barèmes: where several cover a day, the one
 * that begins last wins, and the lower in the sheet of two that begin together, as in Python.
 * @param {BaremeLu[]} saisis in the order of the sheet
 * @returns {Loi}
 */
function loi_(saisis) {
  const first = (/** @type {BaremeLu} */ row) => row.debut || '';
  const ascending = [...saisis].sort((a, b) =>
    first(a) === first(b) ? 0 : first(a) < first(b) ? -1 : 1,
  );
  return { saisis: ascending.reverse() };
}

/**
 * A figure's name for the user.
 * @param {string} parametre
 * @param {string} cle
 * @returns {string}
 */
function nommer_(parametre, cle) {
  return CHIFFRES_[parametre].noms[cle];
}

/**
 * @param {Loi} loi
 * @param {BaremeLu} row
 * @returns {BaremeLu} the same, remembered where it must be told
 */
function retenir_(loi, row) {
  if (loi.lus && !loi.lus.includes(row)) loi.lus.push(row);
  return row;
}

/**
 * The rows of a parameter, the typed ones first.
 * @param {Loi} loi
 * @param {string} parametre
 * @param {string} cle
 * @returns {Bareme[]}
 */
function lignes_(loi, parametre, cle) {
  const head = CHIFFRES_[parametre];
  for (const row of head.valeurs) {
    row.parametre = parametre;
    row.unite = head.unite;
  }
  /** @type {Bareme[]} */
  const rows = [...loi.saisis.filter((row) => row.parametre === parametre), ...head.valeurs];
  return rows.filter((row) => row.cle === cle);
}

/**
 * The figure of that parameter in force on that day.
 * @param {Loi} loi
 * @param {string} parametre
 * @param {number} jour
 * @param {string} [cle]
 * @param {number | null} [creation] the day the activity was created
 * @returns {BaremeLu}
 */
function bareme_(loi, parametre, jour, cle = '', creation = null) {
  const day = iso_(jour);
  const created = creation === null ? null : iso_(creation);
  const row = lignes_(loi, parametre, cle).find(
    (one) =>
      (one.debut === null || day >= one.debut) &&
      day <= one.jusquau &&
      (created === null ||
        ((!one.creationMin || created >= one.creationMin) &&
          (!one.creationMax || created <= one.creationMax))),
  );
  if (row === undefined) {
    throw inconnue_(
      `Aucun chiffre connu au ${formatDate_(jour)} pour « ${nommer_(parametre, cle)} ».`,
      'Saisissez-le dans la feuille Barèmes (avec ses dates de début et de fin), ou mettez ' +
        'sheetcash à jour.',
    );
  }
  if (row.valeur === null) {
    throw inconnue_(
      `Le chiffre « ${nommer_(parametre, cle)} » au ${formatDate_(jour)} n'est pas connu de ` +
        'sheetcash.',
      `Saisissez-le dans la feuille Barèmes, colonne Valeur (référence : ${row.reference}).`,
    );
  }
  return retenir_(loi, /** @type {BaremeLu} */ (row));
}

/**
 * @param {Loi} loi
 * @param {string} parametre
 * @param {number} jour
 * @param {string} [cle]
 * @returns {number} the exact integer of bareme_
 */
function valeur_(loi, parametre, jour, cle = '') {
  return bareme_(loi, parametre, jour, cle).valeur;
}

/**
 * The figure that holds at the latest day known, for what bears no date.
 * @param {Loi} loi
 * @param {string} parametre
 * @param {string} [cle]
 * @returns {BaremeLu}
 */
function dernier_(loi, parametre, cle = '') {
  const rows = lignes_(loi, parametre, cle).filter((row) => row.valeur !== null);
  const rank = (/** @type {Bareme} */ row) => row.jusquau + (row.confiance === SAISI_ ? '1' : '0');
  const last = rows.reduce((best, row) => (rank(row) > rank(best) ? row : best));
  return retenir_(loi, /** @type {BaremeLu} */ (last));
}
