// What the sidebar tells of the cash plan and of the ceilings. The plan's months are read from its
// sheet, which computes them; the ceilings from the ledger, by the rules of Python's core/plafonds.py.

/**
 * @typedef {{fin: number, cloture: number, reserve: number}} MoisRouge
 * @typedef {{nom: string, ca: number, limite: number, part: number, statut: string}} UsagePlafond
 */

/**
 * The months of the plan that close under the reserve.
 * @param {ClasseurLu} classeur
 * @returns {MoisRouge[]}
 */
function moisRouges_(classeur) {
  const { nom, lignes } = feuille_('Plan de trésorerie', classeur);
  const rows = new Map();
  lignes.forEach((row) => {
    const at = row.findIndex((cell) => typeof cell === 'string' && plier_(cell) !== '');
    const label = at < 0 ? '' : plier_(row[at]);
    if (label && !rows.has(label)) rows.set(label, row.slice(at + 1)); // the months to come are first
  });
  const row = (/** @type {string} */ label) => {
    const found = rows.get(plier_(label));
    if (found !== undefined) return found;
    throw new Empechement_(
      `La ligne « ${label} » est introuvable dans la feuille « ${nom} ».`,
      'Remettez-lui ce nom, ou recopiez la feuille depuis un classeur neuf.',
    );
  };
  const [ends, closing, floor] = [row('Au'), row('Solde de clôture'), row('Réserve de sécurité')];
  const days = ends.map((/** @type {any} */ cell) => jours_([cell], new Set(), jour_(2100, 1, 1))[0]);
  const count = days.findIndex((/** @type {number | null} */ day) => day === null);
  /** @type {MoisRouge[]} */
  const found = [];
  days.slice(0, count < 0 ? days.length : count).forEach((/** @type {number} */ fin, /** @type {number} */ at) => {
    const [cloture, reserve] = [closing[at], floor[at]].map((cell) => {
      const cents = typeof cell === 'number' ? centimes_(cell) : null;
      if (cents !== null) return cents;
      throw new Empechement_(
        `Le plan ne se calcule pas au ${formatDate_(fin)} : ${montrer_(cell)}.`,
        'Ouvrez la feuille « Plan de trésorerie » et corrigez la formule en erreur.',
      );
    });
    if (cloture < reserve) found.push({ fin, cloture, reserve });
  });
  if (!count || !days.length) {
    throw new Empechement_(
      `La feuille « ${nom} » ne montre aucun mois.`,
      'Attendez que Google ait fini de calculer, puis recommencez.',
    );
  }
  return found;
}

/**
 * The ceilings that bind the year's turnover, the most used first (CGI 50-0, 1).
 * @param {RecettesLues} recettes
 * @param {number} jour
 * @param {number | null} debut the first day of activity
 * @param {Loi} loi
 * @returns {UsagePlafond[]}
 */
function usagesPlafonds_(recettes, jour, debut, loi) {
  const annee = annee_(jour);
  /** @type {Record<string, number>} */
  const ca = {};
  recettes.dates.forEach((day, at) => {
    if (day > jour || annee_(day) !== annee) return;
    const code = recettes.categories[at];
    ca[code] = (ca[code] || 0) + recettes.montants[at];
  });
  const limit = (/** @type {string} */ categorie) =>
    prorata_(plafond_(loi, categorie, annee), annee, debut, null);
  const sum = (/** @type {string[]} */ codes) =>
    codes.reduce((total, code) => total + (ca[code] || 0), 0);
  const services = sum(SERVICES_);
  const others = Object.keys(ca).filter((code) => !SERVICES_.includes(code) && ca[code] !== 0);
  /** @type {[string, number, number][]} */
  let found = [];
  if (services || !others.length) found.push(['services', services, limit('bnc')]);
  const lodging = others.includes('meuble_classe');
  if (lodging && plafond_(loi, 'meuble_classe', annee) !== plafond_(loi, 'vente', annee)) {
    found = [['services et meublés', services + ca.meuble_classe, limit('meuble_classe')]];
  }
  if (others.includes('vente') || lodging) {
    found.push(['global', sum(Object.keys(ca)), limit('vente')]);
  }
  return found
    .map(([nom, total, limite]) => ({
      nom,
      ca: total,
      limite,
      part: produit_(total, MILLION_, limite),
      statut: statutPlafond_(total, limite, 800000),
    }))
    .sort((a, b) => b.part - a.part);
}
