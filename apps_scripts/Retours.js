// Mails that came back, as the sheet Relances tells: Python's app/retours.py.

/** What the detail of a mail begins with that had left, and came back. */
const RETOUR_ = 'courriel revenu';

/** @param {string} etat a cell of Relances @returns {boolean} */
function estRevenue_(etat) {
  return ['revenue', 'revenu'].includes(plier_(etat));
}

/** @param {Envoi} one @returns {boolean} whether it came back, and nobody said since that it did not */
function estRetour_(one) {
  return one.etat === 'refusee' && one.detail.startsWith(RETOUR_);
}

/** @param {Envoi} one @returns {boolean} whether it counts for nothing, though a cell may tell it left */
function estAnnulee_(one) {
  return estRetour_(one) || (one.etat === 'differee' && one.detail === A_RENVOYER_);
}

/**
 * @param {Envoi[]} told
 * @returns {Envoi[]} without the returns that the user said were none, each with its denial, which
 *   stands for the sending where nothing else tells of it
 */
function dementis_(told) {
  let kept = [...told];
  for (const one of told) {
    if (one.etat !== 'envoyee' || one.detail !== DEMENTIE_) continue;
    const back = kept.find((its) => estRetour_(its) && its.messageId === one.messageId);
    kept = kept.filter((its) => its !== back);
    const other = (/** @type {Envoi} */ its) =>
      its !== one && its.etat === 'envoyee' && its.messageId === one.messageId;
    if (kept.some(other)) kept = kept.filter((its) => its !== one);
  }
  return kept;
}

/** @param {RelanceLue} row @returns {string} its detail, which says so where its state does */
function detailRetour_(row) {
  if (!estRevenue_(row.etat) || row.detail.startsWith(RETOUR_)) return row.detail;
  return `${RETOUR_} : ${row.detail}`;
}

/**
 * @param {RelanceLue[]} historique
 * @returns {RelanceLue[]} without copies of a return: they would undo another sending
 */
function sansCopies_(historique) {
  const seen = new Set();
  return historique.filter((row) => {
    if (row.canal !== 'courriel' || !estRevenue_(row.etat)) return true;
    if (!row.id || seen.has(row.id)) return false;
    seen.add(row.id);
    return true;
  });
}

/**
 * @param {Envoi[]} told
 * @param {Envoi[]} sent
 * @returns {[Envoi[], number]} those that left and did not come back, and how many returns are over
 */
function tranchees_(told, sent) {
  const back = told.filter(estRetour_).map((one) => one.messageId);
  const kept = sent.filter((one) => {
    const at = back.indexOf(one.messageId);
    if (at >= 0) back.splice(at, 1);
    return at < 0;
  });
  return [kept, back.length];
}

/**
 * @param {Map<string, Envoi>} envois
 * @returns {Map<string, number>} the addresses from which a mail came back, and its day
 */
function adressesRevenues_(envois) {
  /** @type {Map<string, number>} */
  const found = new Map();
  envois.forEach((one) => {
    if (!estRetour_(one)) return;
    const its = cle_(one.destinataire);
    found.set(its, Math.max(one.jour, found.get(its) || 0));
  });
  return found;
}

/**
 * @param {number | null} niveau an invoice's row's
 * @param {number | null} derniere
 * @param {Envoi[]} known what is known of the invoice
 * @returns {[number | null, number | null]} without those of mails that came back since
 */
function dansLaFeuille_(niveau, derniere, known) {
  const back = new Map(known.filter(estAnnulee_).map((one) => [one.niveau, one.jour]));
  if (niveau === null || back.get(niveau) !== derniere) return [niveau, derniere];
  let under = niveau;
  while (back.has(under)) under -= 1;
  return [under >= 1 ? under : null, null];
}
