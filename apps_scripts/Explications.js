// SC_EXPLIQUER: one French sentence on an answer, its figures, their first day and their source.

/**
 * @param {FonctionSC} fonction
 * @param {any} answer
 * @returns {string}
 */
function direReponse_(fonction, answer) {
  switch (fonction.reponse) {
    case 'montant en euros':
      return formatEuros_(answer);
    case 'taux':
      return formatTaux_(answer);
    case 'nombre de jours':
      return `${String(answer / 10).replace('.', ',')} jours`;
    case 'tableau':
      return answer
        .map((/** @type {LigneDetail} */ [nom, , cents]) => `${nom} ${formatEuros_(cents)}`)
        .join(', ');
    case 'colonne de montants en euros': {
      const total = answer.reduce((/** @type {number} */ sum, /** @type {number} */ c) => sum + c, 0);
      return `${formatEuros_(total)} sur douze mois`;
    }
    default:
      return typeof answer === 'number' ? `le ${formatDate_(answer)}` : `« ${answer} »`;
  }
}

/**
 * @param {FonctionSC} fonction
 * @param {any[]} typed
 * @returns {string} the arguments that were given
 */
function direArguments_(fonction, typed) {
  /** @type {string[]} */
  const told = [];
  fonction.arguments.forEach((one, at) => {
    const value = typed[at];
    if (value === null || (one.facultatif && value === one.defaut)) return;
    if (one.colonne) {
      told.push(`${one.nom} = ${value.length} ligne${value.length > 1 ? 's' : ''}`);
    } else if (!estVide_(value)) {
      told.push(`${one.nom} = ${GENRES_[one.genre].dire(value)}`);
    }
  });
  return told.join(', ');
}

/** @param {BaremeLu} row @returns {string} a figure with its first day and its source */
function direChiffre_(row) {
  let shown = `${row.valeur} ${row.unite}`;
  if (row.unite === '€') shown = formatEuros_(row.valeur);
  if (row.unite === '%') shown = formatTaux_(row.valeur);
  const since = row.debut === null ? '' : ` depuis le ${row.debut.split('-').reverse().join('/')}`;
  const name = `${nommer_(row.parametre, row.cle)} : ${shown}${since}`;
  if (row.confiance === SAISI_) return `${name}, saisi par vous (${row.source})`;
  const doubt = row.confiance === 'haute' ? '' : `, confiance ${row.confiance}`;
  const where = `${court_(row.reference)}, source ${court_(row.source)}`;
  return `${name} (${where}${doubt})`;
}

/** @param {string} text @returns {string} a reference or a source: its first words */
function court_(text) {
  return text.split(' : ')[0].split(' (')[0].split(' ; ')[0];
}

/**
 * The answer, for which arguments, from which figures; or why there is none.
 * @param {any} nom
 * @param {any[]} values
 * @param {Loi} loi
 * @returns {string}
 */
function expliquer_(nom, values, loi) {
  const fonction = trouver_(nom);
  /** @type {BaremeLu[]} */
  const lus = [];
  let typed;
  let answer;
  try {
    if (values.length > fonction.arguments.length) {
      throw mauvaise_(
        `${fonction.nom} reçoit ${values.length} arguments.`,
        `Elle en attend ${fonction.arguments.length} au plus : ${usage_(fonction)}.`,
      );
    }
    const firsts = fonction.arguments.map((one, at) => {
      const value = values[at] === undefined ? null : values[at];
      if (one.colonne || !Array.isArray(value)) return value;
      const cells = aplatir_(value, one.nom);
      return cells.length ? cells[0] : null;
    });
    typed = lireArguments_(fonction, firsts);
    answer = REGLES_[fonction.nom]({ saisis: loi.saisis, lus }, ...typed);
  } catch (error) {
    if (!(error instanceof ErreurSC_)) throw error;
    return `${fonction.nom} répond ${error.code} : ${error.message}`;
  }
  const shown = direReponse_(fonction, answer);
  const parts = [`${fonction.nom} répond ${shown} pour ${direArguments_(fonction, typed)}`];
  const remarque = REMARQUES_[fonction.nom];
  if (remarque) parts.push(remarque(loi, ...typed));
  parts.push(...lus.map(direChiffre_), `règle : ${fonction.reference}`);
  return `${parts.join(' ; ')}.`;
}

/**
 * Explique en une phrase la réponse d'une autre fonction : chiffres, taux, premier jour et source.
 * @param {string} fonction Le nom de la fonction, par exemple "SC_PLAFOND".
 * @param {...any} valeurs Les arguments de cette fonction, dans l'ordre.
 * @returns {string} Une phrase.
 * @customfunction
 */
function SC_EXPLIQUER(fonction, ...valeurs) {
  try {
    return expliquer_(fonction, valeurs, loiDuClasseur_());
  } catch (error) {
    if (error instanceof ErreurSC_) throw new Error(`${error.code} ${error.message}`);
    throw error;
  }
}
