// Invoices, reminders and late payment: Python's core, rule by rule.

/** @type {Record<string, number[]>} days after the due date, level by level */
const JOURS_RELANCE_ = {
  standard: [-3, 1, 15, 30, 45],
  souple: [0, 5, 20, 45, 60],
  ferme: [-3, 1, 8, 20, 30],
};
const ECART_RELANCES_ = 7;
const A_ENVOYER_ = [
  'Échéance proche',
  'Relance 1 à envoyer',
  'Relance 2 à envoyer',
  'Mise en demeure à envoyer',
  'Recouvrement à engager',
];
const ENVOYEE_ = [
  'À échoir',
  'Relance 1 envoyée',
  'Relance 2 envoyée',
  'Mise en demeure envoyée',
  'Recouvrement à engager',
];

/**
 * The due date that follows from the payment terms (C. com. L441-10).
 * @param {number} facture
 * @param {string} conditions
 * @returns {number}
 */
function echeance_(facture, conditions) {
  const terms = mots_(minuscules_(conditions).replace(/à/g, 'a').replace(/é/g, 'e')).join(' ');
  if (!terms) return facture + 30;
  if (['a reception', 'comptant', 'reception'].includes(terms)) return facture;
  if (terms === 'fin de mois') return finDeMois_(facture);
  const match =
    /^(?:j *\+ *([0-9]{1,3})|([0-9]{1,3}) *(?:jours?|j)(?: +net)?)( +fin de mois)?$/.exec(terms);
  if (match === null) {
    throw mauvaise_(
      `Les conditions « ${Array.from(conditions).slice(0, 40).join('')} » ne sont pas comprises.`,
      'Écrivez par exemple « 30 jours », « 45 jours fin de mois » ou « à réception ».',
    );
  }
  const due = facture + Number(match[1] || match[2]);
  return match[3] ? finDeMois_(due) : due;
}

/** @param {string} profil @returns {number[]} */
function joursRelance_(profil) {
  const days = JOURS_RELANCE_[profil];
  if (!days) {
    throw inconnue_("Ce client n'est pas à relancer.", 'Changez son profil de relance.');
  }
  return days;
}

/**
 * The level that comes next; null after the last.
 * @param {number} echeance
 * @param {number} aujourdhui
 * @param {number | null} niveau
 * @param {number[]} jours
 * @returns {number | null}
 */
function niveauSuivant_(echeance, aujourdhui, niveau, jours) {
  if (niveau === null) return aujourdhui >= echeance + jours[1] ? 1 : 0;
  return niveau < 4 ? niveau + 1 : null;
}

/**
 * The day since which a level is due; recovery, once the delay that the notice leaves is over.
 * @param {number} echeance
 * @param {number} suivant
 * @param {number | null} derniere
 * @param {number[]} jours
 * @param {number} [delai] the days that a mise en demeure leaves
 * @returns {number}
 */
function dueDepuis_(echeance, suivant, derniere, jours, delai = 0) {
  const due = echeance + jours[suivant];
  const ecart = suivant === 4 ? Math.max(ECART_RELANCES_, delai + 1) : ECART_RELANCES_;
  return derniere === null ? due : Math.max(due, derniere + ecart);
}

/**
 * Where an invoice stands, in the workbook's words.
 * @param {number} echeance
 * @param {number} solde
 * @param {number} aujourdhui
 * @param {number | null} niveau
 * @param {number | null} derniere
 * @param {string} profil
 * @returns {string}
 */
function statutRelance_(echeance, solde, aujourdhui, niveau, derniere, profil) {
  if (solde <= 0) return 'Soldée';
  const jours = joursRelance_(profil);
  const suivant = niveauSuivant_(echeance, aujourdhui, niveau, jours);
  if (suivant === null) return A_ENVOYER_[4];
  if (aujourdhui >= dueDepuis_(echeance, suivant, derniere, jours)) return A_ENVOYER_[suivant];
  return niveau === null ? 'À échoir' : ENVOYEE_[niveau];
}

/**
 * The business day of the next step.
 * @param {number} echeance
 * @param {number | null} niveau
 * @param {number | null} derniere
 * @param {string} profil
 * @returns {number}
 */
function prochaineRelance_(echeance, niveau, derniere, profil) {
  const jours = joursRelance_(profil);
  // Without a day, the courtesy note has not lapsed.
  const suivant = niveauSuivant_(echeance, -Infinity, niveau, jours);
  if (suivant === null) {
    throw inconnue_(
      "Il n'y a plus d'étape après le recouvrement.",
      'La suite est hors du classeur.',
    );
  }
  return jourOuvre_(dueDepuis_(echeance, suivant, derniere, jours));
}

/** @typedef {{debut: number, fin: number, taux: number, origine: string}} Tranche */

/** What the legal default adds to the European Central Bank's rate, per million. */
const MAJORATION_BCE_ = 100000;

/**
 * @param {Loi} loi
 * @param {number} debut the first day of a half-year
 * @param {number | null} taux
 * @param {string} typeClient
 * @returns {[number, string]} the yearly rate, per million, and where it comes from
 */
function tauxPenalites_(loi, debut, taux, typeClient) {
  const legal = valeur_(loi, 'interet_legal', debut, 'autres_cas');
  if (typeClient === 'particulier') return [legal, 'intérêt légal'];
  const plancher = legal * valeur_(loi, 'penalites_plancher', debut);
  const rate = taux === null ? valeur_(loi, 'refi_bce', debut) + MAJORATION_BCE_ : taux;
  if (rate < plancher) return [plancher, 'plancher, 3 × intérêt légal'];
  return [rate, taux === null ? 'BCE + 10 points' : 'taux convenu'];
}

/**
 * The days late until a day included, cut at each half-year (C. com. L441-10, II).
 * @param {Loi} loi
 * @param {number} echeance
 * @param {number} jour
 * @param {number | null} taux
 * @param {string} typeClient
 * @returns {Tranche[]}
 */
function tranches_(loi, echeance, jour, taux, typeClient) {
  if (typeClient === 'particulier' && taux !== null) {
    throw mauvaise_("Un particulier ne doit que l'intérêt légal.", 'Laissez le taux convenu vide.');
  }
  const found = [];
  let debut = echeance + 1;
  while (debut <= jour) {
    const [year, month] = ymd_(debut);
    const first = jour_(year, month > 6 ? 7 : 1, 1);
    const fin = Math.min(jour, ajouterMois_(first, 6) - 1);
    const [rate, origine] = tauxPenalites_(loi, first, taux, typeClient);
    found.push({ debut, fin, taux: rate, origine });
    debut = fin + 1;
  }
  return found;
}

/**
 * The interest on a balance over those days, in cents, rounded once.
 * @param {number} montant
 * @param {Tranche[]} tranches
 * @returns {number}
 */
function interets_(montant, tranches) {
  if (montant <= 0) return 0;
  const exact = tranches.reduce((sum, one) => sum + one.taux * (one.fin - one.debut + 1), 0);
  return produit_(montant, exact, MILLION_ * 365);
}

/**
 * Average days between invoice and payment, weighted by what was paid, in tenths; null: none.
 * @param {number[]} factures
 * @param {(number | null)[]} paiements
 * @param {(number | null)[]} encaisses
 * @param {number} debut
 * @param {number} fin
 * @returns {number | null}
 */
function dso_(factures, paiements, encaisses, debut, fin) {
  let days = 0n;
  let paid = 0n;
  factures.forEach((facture, at) => {
    const paye = paiements[at];
    const montant = encaisses[at] || 0;
    if (paye === null || paye < debut || paye > fin || montant <= 0) return;
    days += BigInt(paye - facture) * BigInt(montant);
    paid += BigInt(montant);
  });
  return paid === 0n ? null : Number(arrondi_(10n * days, paid));
}
