// Turnover, ceilings, VAT and contributions: Python's core, rule by rule.

const SERVICES_ = ['service_bic', 'bnc', 'cipav'];
const LIBERALES_ = ['bnc', 'cipav'];
const COMPOSANTES_ = ['cotisations', 'cfp', 'taxe_consulaire', 'versement_liberatoire'];
const REFORME_TVA_ = 2025;

/**
 * @typedef {object} Regime
 * @property {string} nature
 * @property {boolean} vl income tax paid with the contributions
 * @property {boolean} acre
 * @property {number | null} debut the first day of activity
 * @property {string} zone
 */

/**
 * Received from debut to fin inclusive, refunds deducted.
 * @param {number[]} dates
 * @param {number[]} montants
 * @param {number} debut
 * @param {number} fin
 * @param {string[] | null} categories
 * @param {string | null} categorie
 * @returns {number}
 */
function encaissements_(dates, montants, debut, fin, categories, categorie) {
  let total = 0;
  dates.forEach((day, at) => {
    const counted = categories === null || categories[at] === categorie;
    if (counted && debut <= day && day <= fin) total += montants[at];
  });
  return total;
}

/**
 * Received in each of the twelve months of a year.
 * @param {number[]} dates
 * @param {number[]} montants
 * @param {number} annee
 * @param {string[] | null} categories
 * @param {string | null} categorie
 * @returns {number[]}
 */
function parMois_(dates, montants, annee, categories, categorie) {
  const totals = new Array(12).fill(0);
  dates.forEach((day, at) => {
    const [year, month] = ymd_(day);
    const counted = categories === null || categories[at] === categorie;
    if (counted && year === annee) totals[month - 1] += montants[at];
  });
  return totals;
}

/**
 * The annual ceiling of a category, in cents.
 * @param {Loi} loi
 * @param {string} categorie
 * @param {number} annee
 * @returns {number}
 */
function plafond_(loi, categorie, annee) {
  const cle = SERVICES_.includes(categorie) ? 'service' : categorie;
  return valeur_(loi, 'plafond', jour_(annee, 1, 1), cle);
}

/**
 * An annual limit brought down to the days of activity of the first year, in cents.
 * @param {number} montant
 * @param {number} annee
 * @param {number | null} debut
 * @param {number | null} base
 * @returns {number}
 */
function prorata_(montant, annee, debut, base) {
  if (debut === null || annee_(debut) < annee) return montant;
  if (annee_(debut) > annee) {
    throw mauvaise_(
      `L'année ${annee} est antérieure au début d'activité (${formatDate_(debut)}).`,
      "Vérifiez l'année et la date de début dans la feuille Paramètres.",
    );
  }
  const days = jour_(annee, 12, 31) - debut + 1;
  const whole = joursDansAnnee_(annee);
  return days < whole ? produit_(montant, days, base || whole) : montant;
}

/**
 * OK, Vigilance from alerte (per million of the ceiling), Dépassement.
 * @param {number} ca
 * @param {number} plafond
 * @param {number} alerte
 * @returns {string}
 */
function statutPlafond_(ca, plafond, alerte) {
  if (ca > plafond) return 'Dépassement';
  return BigInt(ca) * BigInt(MILLION_) >= BigInt(plafond) * BigInt(alerte) ? 'Vigilance' : 'OK';
}

/**
 * The VAT threshold in force for a category on a day, in cents.
 * @param {Loi} loi
 * @param {string} categorie
 * @param {number} jour
 * @param {boolean} majore
 * @returns {number}
 */
function seuilTva_(loi, categorie, jour, majore) {
  const cle = SERVICES_.includes(categorie) ? 'service' : 'vente';
  return valeur_(loi, majore ? 'tva_majore' : 'tva_base', jour, cle);
}

/**
 * The last day of the ACRE: the end of the third full quarter after that of creation.
 * @param {number} debut
 * @returns {number}
 */
function finAcre_(debut) {
  return ajouterMois_(trimestreDe_(debut)[0], 12) - 1;
}

/**
 * Which of the three overseas rates applies (CSS L756-4).
 * @param {number} jour
 * @param {number} debut
 * @returns {string}
 */
function periodeDrom_(jour, debut) {
  if (jour < ajouterMois_(trimestreDe_(debut)[0], 24)) return 'periode1';
  return annee_(jour) <= annee_(debut) + 2 ? 'periode2' : 'permanent';
}

/**
 * The rate of one component, per million; 0 where it is not due.
 * @param {Loi} loi
 * @param {string} categorie
 * @param {number} jour
 * @param {string} composante
 * @param {Regime} regime
 * @returns {number}
 */
function taux_(loi, categorie, jour, composante, regime) {
  const nature = LIBERALES_.includes(categorie) ? 'liberale' : regime.nature;
  const sales = categorie === 'vente' || categorie === 'meuble_classe';
  if (composante === 'cotisations') {
    if (regime.zone === 'drom' && categorie !== 'meuble_classe') {
      const step = regime.debut === null ? 'permanent' : periodeDrom_(jour, regime.debut);
      return valeur_(loi, 'drom_cotisations', jour, `${categorie}.${step}`);
    }
    if (regime.acre && regime.debut !== null && jour <= finAcre_(regime.debut)) {
      return bareme_(loi, 'acre_cotisations', jour, categorie, regime.debut).valeur;
    }
    return valeur_(loi, 'cotisations', jour, categorie);
  }
  if (composante === 'cfp') return valeur_(loi, 'cfp', jour, nature);
  if (composante === 'taxe_consulaire') {
    if (nature === 'liberale') return 0;
    const special = nature === 'artisanale' && ['alsace', 'moselle'].includes(regime.zone);
    const place = special ? `.${regime.zone}` : '';
    const cle = `${nature}.${sales ? 'vente' : 'service'}${place}`;
    return valeur_(loi, 'taxe_consulaire', jour, cle);
  }
  if (!regime.vl) return 0;
  const its = categorie === 'meuble_classe' ? 'vente' : categorie;
  return valeur_(loi, 'versement_liberatoire', jour, its);
}

/**
 * The four rates of a category, in the order of COMPOSANTES_.
 * @param {Loi} loi
 * @param {string} categorie
 * @param {number} jour
 * @param {Regime} regime
 * @returns {number[]}
 */
function lesTaux_(loi, categorie, jour, regime) {
  return COMPOSANTES_.map((composante) => taux_(loi, categorie, jour, composante, regime));
}

/**
 * What one category owes for a component: on its turnover in whole euros, to the euro.
 * @param {number} ca cents
 * @param {number} taux per million
 * @returns {number} cents
 */
function du_(ca, taux) {
  const base = Math.max(0, arrondiEuro_(ca));
  return 100 * produit_(base, taux, 100 * MILLION_);
}

/**
 * When the declaration that holds a day is due.
 * @param {number} jour
 * @param {string} periodicite
 * @param {number | null} debut
 * @returns {number}
 */
function echeanceDeclaration_(jour, periodicite, debut) {
  const monthly = periodicite === MENSUELLE_;
  const span = monthly ? moisDe_ : trimestreDe_;
  let last = span(jour)[1];
  if (debut !== null) {
    const first = span(debut)[0];
    last = Math.max(last, finDeMois_(ajouterMois_(first, monthly ? 3 : 5)));
  }
  return jourOuvre_(finDeMois_(last + 1));
}
