// Each function's rule on typed values, and what its explanation adds (Python's functions/).

/** @typedef {[string, number | null, number]} LigneDetail a component, its rate, its amount */

/**
 * @param {number} debut
 * @param {number} fin
 */
function dansLOrdre_(debut, fin) {
  if (debut > fin) {
    throw mauvaise_(
      `Le début (${formatDate_(debut)}) est après la fin (${formatDate_(fin)}).`,
      'Inversez les deux dates.',
    );
  }
}

/**
 * @param {number} cents a total
 * @returns {number} the same, unless it is so large that its cents would not be certain
 */
function plausible_(cents) {
  if (!(Math.abs(cents) < 1e15)) {
    throw mauvaise_("Le total n'est pas plausible.", 'Vérifiez les montants.');
  }
  return cents;
}

/**
 * @param {any} categories
 * @param {any} categorie
 */
function ensemble_(categories, categorie) {
  if ((categories === null) !== (categorie === null)) {
    throw mauvaise_(
      'Il manque la colonne des catégories, ou la catégorie à retenir.',
      'Donnez les deux, ou aucune.',
    );
  }
}

/**
 * @param {number} jour
 * @param {number | null} debut
 */
function apresLeDebut_(jour, debut) {
  if (debut !== null && jour < debut) {
    throw mauvaise_(
      `Le ${formatDate_(jour)} est avant le début d'activité (${formatDate_(debut)}).`,
      'Vérifiez les deux dates.',
    );
  }
}

/**
 * @param {number | null} niveau
 * @param {number | null} derniere
 * @param {number | null} jour
 */
function derniere_(niveau, derniere, jour) {
  if (derniere === null) return;
  if (niveau === null) {
    throw mauvaise_(
      'niveau : il manque, et une dernière relance est donnée.',
      'Donnez son niveau.',
    );
  }
  if (jour !== null && derniere > jour) {
    throw mauvaise_(
      `derniere_relance : le ${formatDate_(derniere)} est après le ${formatDate_(jour)}.`,
      'Vérifiez les deux dates.',
    );
  }
}

/**
 * The user's options, once they are consistent with the activity and the day.
 * @param {string[]} categories
 * @param {number} jour
 * @param {string | null} nature
 * @param {boolean} vl
 * @param {boolean} acre
 * @param {number | null} debut
 * @param {string} zone
 * @returns {Regime}
 */
function regime_(categories, jour, nature, vl, acre, debut, zone) {
  apresLeDebut_(jour, debut);
  if (debut === null && (acre || zone === 'drom')) {
    throw mauvaise_(
      `debut_activite : ${acre ? 'l’ACRE' : 'le taux outre-mer'} dépend de cette date.`,
      "Donnez la date de début d'activité.",
    );
  }
  const others = categories.filter((one) => !LIBERALES_.includes(one));
  if (nature === 'liberale' && others.length) {
    throw mauvaise_(
      `nature : « ${direCategorie_(others[0])} » n'est jamais de nature libérale.`,
      'Choisissez « Commerciale » ou « Artisanale ».',
    );
  }
  return { nature: nature === null ? 'commerciale' : nature, vl, acre, debut, zone };
}

/**
 * Turnover by category, rows of one category added, in their order.
 * @param {number[]} cas
 * @param {string[]} categories
 * @returns {Map<string, number>}
 */
function parCategorie_(cas, categories) {
  /** @type {Map<string, number>} */
  const totals = new Map();
  categories.forEach((one, at) => totals.set(one, (totals.get(one) || 0) + cas[at]));
  return totals;
}

/**
 * The components of a declaration; a rate is told where all the categories share it.
 * @param {Loi} loi
 * @param {number[]} cas
 * @param {string[]} categories
 * @param {number} jour
 * @param {[string | null, boolean, boolean, number | null, string]} options
 * @returns {LigneDetail[]}
 */
function declarer_(loi, cas, categories, jour, ...options) {
  const ca = parCategorie_(cas, categories);
  [...ca.values()].forEach(plausible_);
  const its = regime_([...ca.keys()], jour, ...options);
  const rates = [...ca.keys()].map((one) => lesTaux_(loi, one, jour, its));
  const amounts = [...ca.values()];
  const shared = (/** @type {number[]} */ all) => (new Set(all).size === 1 ? all[0] : null);
  /** @type {LigneDetail[]} */
  const found = COMPOSANTES_.map((composante, at) => [
    composante,
    shared(rates.map((rate) => rate[at])),
    amounts.reduce((sum, montant, row) => sum + du_(montant, rates[row][at]), 0),
  ]);
  const totals = rates.map((rate) => rate.reduce((sum, one) => sum + one, 0));
  found.push(['total', shared(totals), found.reduce((sum, row) => sum + row[2], 0)]);
  return found;
}

/**
 * @param {[number, number, number]} crossing the day, the row, the limit
 * @param {number[]} montants
 * @returns {string}
 */
function franchi_([day, ligne, limite], montants) {
  return (
    `de ${formatEuros_(limite)} franchi le ${formatDate_(day)} par l'encaissement de ` +
    formatEuros_(montants[ligne])
  );
}

/** @type {Record<string, (loi: Loi, ...typed: any[]) => any>} */
const REGLES_ = {
  SC_ENCAISSEMENTS(_loi, dates, montants, debut, fin, categories, categorie) {
    dansLOrdre_(debut, fin);
    ensemble_(categories, categorie);
    return plausible_(encaissements_(dates, montants, debut, fin, categories, categorie));
  },
  SC_CA_PAR_MOIS(_loi, dates, montants, annee, categories, categorie) {
    ensemble_(categories, categorie);
    return parMois_(dates, montants, annee, categories, categorie).map(plausible_);
  },
  SC_PLAFOND: (loi, categorie, annee) => plafond_(loi, categorie, annee),
  SC_PLAFOND_PRORATA(loi, categorie, annee, debut, base) {
    return prorata_(plafond_(loi, categorie, annee), annee, debut, base);
  },
  SC_STATUT_PLAFOND(_loi, ca, plafond, alerte) {
    if (plafond <= 0) {
      throw mauvaise_('plafond : il doit être positif.', 'Utilisez SC_PLAFOND.');
    }
    return statutPlafond_(ca, plafond, alerte);
  },
  SC_SEUIL_TVA: (loi, categorie, jour, majore) => seuilTva_(loi, categorie, jour, majore),
  SC_STATUT_TVA(loi, dates, montants, categories, jour) {
    const found = franchise_(loi, dates, montants, categories, jour);
    return found.depuis === null ? found.statut : found.depuis;
  },
  SC_TAUX(loi, categorie, jour, composante, nature, acre, debut, zone) {
    const vl = composante === 'versement_liberatoire';
    const options = regime_([categorie], jour, nature, vl, acre, debut, zone);
    return taux_(loi, categorie, jour, composante, options);
  },
  SC_COTISATIONS(loi, ca, categorie, jour, nature, vl, acre, debut, zone) {
    const options = regime_([categorie], jour, nature, vl, acre, debut, zone);
    const rates = lesTaux_(loi, categorie, jour, options);
    return rates.reduce((sum, rate) => sum + du_(ca, rate), 0);
  },
  SC_COTISATIONS_DETAIL(loi, ca, categorie, jour, nature, vl, acre, debut, zone) {
    return declarer_(loi, [ca], [categorie], jour, nature, vl, acre, debut, zone);
  },
  SC_DECLARATION: declarer_,
  SC_ECHEANCE(_loi, facture, conditions) {
    return echeance_(facture, conditions);
  },
  SC_STATUT_RELANCE(_loi, echeance, solde, aujourdhui, niveau, derniere, profil) {
    derniere_(niveau, derniere, aujourdhui);
    return statutRelance_(echeance, solde, aujourdhui, niveau, derniere, profil);
  },
  SC_PROCHAINE_RELANCE(_loi, echeance, niveau, derniere, profil) {
    derniere_(niveau, derniere, null);
    return prochaineRelance_(echeance, niveau, derniere, profil);
  },
  SC_PENALITES(loi, montant, echeance, jour, taux, client) {
    return interets_(montant, tranches_(loi, echeance, jour, taux, client));
  },
  SC_INDEMNITE(loi, client, solde) {
    if (client !== 'professionnel' || solde <= 0) return 0;
    return dernier_(loi, 'indemnite_recouvrement').valeur;
  },
  SC_DATE_DECLARATION(_loi, jour, periodicite, debut) {
    apresLeDebut_(jour, debut);
    return echeanceDeclaration_(jour, periodicite, debut);
  },
  SC_DSO(_loi, factures, _montants, paiements, encaisses, debut, fin) {
    dansLOrdre_(debut, fin);
    paiements.forEach((/** @type {number | null} */ paye, /** @type {number} */ at) => {
      const cents = encaisses[at];
      if ((paye === null && cents) || (paye !== null && cents === null)) {
        throw mauvaise_(
          "Une somme reçue n'a pas de date, ou une date de paiement n'a pas de somme.",
          'Remplissez les deux colonnes, ou aucune, à chaque ligne.',
        );
      }
    });
    factures.forEach((/** @type {number} */ facture, /** @type {number} */ at) => {
      if (paiements[at] !== null && paiements[at] < facture) {
        throw mauvaise_(
          `Une facture du ${formatDate_(facture)} est payée le ${formatDate_(paiements[at])}, ` +
            "avant d'exister.",
          "Vérifiez l'ordre des colonnes et cette ligne.",
        );
      }
    });
    const found = dso_(factures, paiements, encaisses, debut, fin);
    if (found === null) {
      throw mauvaise_(
        `Aucun encaissement du ${formatDate_(debut)} au ${formatDate_(fin)}.`,
        'Choisissez une autre période.',
      );
    }
    return found;
  },
};

/**
 * What a refund larger than the receipts leaves for the next declaration.
 * @param {number[]} cas
 * @param {string[]} categories
 * @returns {string}
 */
function remarqueDeclaration_(cas, categories) {
  const totals = [...parCategorie_(cas, categories).values()];
  const left = totals.filter((cents) => cents < 0).reduce((sum, cents) => sum - cents, 0);
  if (left === 0) {
    const base = totals.reduce((sum, cents) => sum + arrondiEuro_(cents), 0);
    return `assiette arrondie à ${formatEuros_(base)}`;
  }
  const names = [...parCategorie_(cas, categories)].filter(([, cents]) => cents < 0);
  const where =
    names.length < totals.length
      ? ` pour ${names.map(([code]) => direCategorie_(code)).join(', ')}`
      : '';
  return (
    `les remboursements dépassent les recettes${where} : zéro à déclarer, ` +
    `${formatEuros_(left)} à déduire de la déclaration suivante`
  );
}

/** @type {Record<string, (loi: Loi, ...typed: any[]) => string>} */
const REMARQUES_ = {
  SC_PLAFOND_PRORATA(_loi, _categorie, annee, debut, base) {
    if (annee_(debut) < annee) return "année entière : l'activité a commencé avant";
    const days = jour_(annee, 12, 31) - debut + 1;
    const told = `${days} jour${days > 1 ? 's' : ''} d'activité`;
    return `${told} sur ${base || joursDansAnnee_(annee)}`;
  },
  SC_STATUT_TVA(loi, dates, montants, categories, jour) {
    const found = franchise_(loi, dates, montants, categories, jour);
    if (found.franchissement !== null) {
      return `seuil majoré ${franchi_(found.franchissement, montants)}`;
    }
    if (found.depuis !== null) {
      const lost = `franchise perdue au ${formatDate_(found.depuis)}`;
      if (found.baseFranchie === null) return lost;
      return `${lost} : seuil de base ${franchi_(found.baseFranchie, montants)}`;
    }
    let told =
      `${formatEuros_(found.ca)} encaissés dans l'année pour un seuil de base de ` +
      `${formatEuros_(found.base)} et un seuil majoré de ${formatEuros_(found.majore)}`;
    if (found.baseFranchie !== null && found.statut === 'TVA au 1er janvier') {
      told = `seuil de base ${franchi_(found.baseFranchie, montants)}`;
    }
    if (found.seuilsRepris) told += `, les seuils de ${annee_(jour) + 1} n'étant pas connus`;
    return told;
  },
  SC_COTISATIONS: (_loi, ca) => remarqueDeclaration_([ca], ['']),
  SC_COTISATIONS_DETAIL: (_loi, ca) => remarqueDeclaration_([ca], ['']),
  SC_DECLARATION: (_loi, cas, categories) => remarqueDeclaration_(cas, categories),
  SC_PENALITES(loi, montant, echeance, jour, taux, client) {
    const spans = tranches_(loi, echeance, jour, taux, client);
    if (!spans.length) return 'aucun jour de retard';
    if (montant <= 0) return "rien n'est dû";
    return spans
      .map(
        (one) =>
          `${one.fin - one.debut + 1} j du ${formatDate_(one.debut)} au ` +
          `${formatDate_(one.fin)} à ${formatTaux_(one.taux)} (${one.origine})`,
      )
      .join(', ');
  },
};
