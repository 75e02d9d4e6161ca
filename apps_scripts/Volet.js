// What the sidebar, the menu and the daily reminder show. It previews: only `sheetcash sync` sends.

/** What is shown of the last sending at most. */
const LIGNES_DERNIER_ENVOI_ = 30;

/**
 * @typedef {{probleme: string, queFaire: string}} Souci
 * @typedef {{feuille: string, ligne: number, facture: string}} Adresse where the user is led
 * @typedef {object} RelanceVue
 * @property {string} facture
 * @property {string} client
 * @property {number} niveau
 * @property {string} libelle
 * @property {string} canal
 * @property {string} destinataire
 * @property {string} etat
 * @property {string} raison
 * @property {string} solde
 * @property {TexteCompose | null} texte
 * @property {string} sansTexte why there is none
 * @property {Adresse} ou
 * @property {Adresse | null} aCorriger
 */

/**
 * A part of the sidebar: what it shows, else what stops it.
 * @template T
 * @param {() => T} lire
 * @returns {{donnees: T | null, souci: Souci | null}}
 */
function partie_(lire) {
  try {
    return { donnees: lire(), souci: null };
  } catch (error) {
    return { donnees: null, souci: souci_(error) };
  }
}

/** @param {any} error @returns {Souci} in French, whatever was thrown */
function souci_(error) {
  if (error instanceof Empechement_) return { probleme: error.probleme, queFaire: error.queFaire };
  if (error instanceof ErreurSC_) return { probleme: error.message, queFaire: '' };
  console.error(error);
  return {
    probleme: 'Le script a rencontré une erreur imprévue.',
    queFaire: 'Réessayez ; si elle revient, « sheetcash diagnostic » dira ce qui ne va pas.',
  };
}

/**
 * @typedef {{decision: Decision, texte: TexteCompose | null, sansTexte: string}} Ecrite
 *
 * The texts of all that is to leave, mail by mail; what cannot go together does not. Once as many are
 * written as the settings let go, the others wait, as in Python's app/quota.py: what cannot be written
 * takes nobody's place.
 * @param {Decision[]} due
 * @param {Dossier} dossier
 * @returns {Ecrite[]}
 */
function ecrireTout_(due, dossier) {
  const cap = dossier.reglages.parEnvoi;
  const waiting = regrouper_(due);
  /** @type {Ecrite[]} */
  const found = [];
  let mails = 0;
  for (let lot = waiting.shift(); lot !== undefined; lot = waiting.shift()) {
    if (mails >= cap) {
      const many = `${cap} courriel${cap < 2 ? '' : 's'}`;
      const full = motif_(`limite de ${many} par envoi atteinte : au prochain envoi`);
      found.push(...lot.map((one) => ({ decision: tenir_(one, full), texte: null, sansTexte: '' })));
      continue;
    }
    const written = ecrire_(lot, dossier);
    if (written === null) waiting.unshift(...lot.map((one) => [one]));
    else {
      found.push(...written);
      mails += Number(written[0].decision.etat === 'a_envoyer');
    }
  }
  return found;
}

/**
 * The texts of the reminders that go in one mail, or why there is none; null when they cannot go
 * together.
 * @param {Decision[]} lot
 * @param {Dossier} dossier
 * @returns {Ecrite[] | null}
 */
function ecrire_(lot, dossier) {
  const first = lot[0];
  const { client, modele } = first;
  if (client === undefined || modele === null) {
    return lot.map((decision) => ({ decision, texte: null, sansTexte: '' }));
  }
  try {
    const factures = lot.map((one) => one.facture);
    const texte = rediger_(modele, champs_(first.facture, client, dossier, factures));
    const motif = habiller_(texte, factures, client, dossier.reglages);
    if (motif !== null && lot.length > 1) return null;
    if (motif !== null) return [{ decision: tenir_(first, motif), texte: null, sansTexte: '' }];
    if (first.suite && lot.length === 1) texte.objet = first.suite;
    return nommerLot_(lot).map((decision) => ({ decision, texte, sansTexte: '' }));
  } catch (error) {
    const { ligne } = modele;
    if (error instanceof TexteEtranger_) {
      const sansTexte =
        `Ce texte (Modèles, ligne ${ligne}) emploie une construction que le volet ne sait pas ` +
        "montrer. « sheetcash sync » le compose, et vous montre ce qui part avant l'envoi.";
      return nommerLot_(lot).map((decision) => ({ decision, texte: null, sansTexte }));
    }
    if (!(error instanceof TexteFautif_)) throw error;
    if (lot.length > 1) return null;
    const held = motif_(`texte à corriger (Modèles, ligne ${ligne})`, 'Modèles', ligne);
    return [{ decision: tenir_(first, held), texte: null, sansTexte: '' }];
  }
}

/**
 * The decisions with their texts, as Python's sync --simulation has them.
 * @param {Dossier} dossier
 * @returns {RelanceVue[]}
 */
function relancesVues_(dossier) {
  const decisions = decider_(dossier);
  /** @type {Map<number, Ecrite>} */
  const written = new Map();
  const due = decisions.filter((one) => one.etat === 'a_envoyer');
  for (const one of ecrireTout_(due, dossier)) written.set(one.decision.facture.ligne, one);
  return decisions.map((decision) => {
    const its = written.get(decision.facture.ligne);
    const { decision: one, texte, sansTexte } = its || { decision, texte: null, sansTexte: '' };
    const { facture, motif } = one;
    return {
      facture: facture.numero,
      client: facture.client,
      niveau: one.niveau,
      libelle: LIBELLES_NIVEAUX_[one.niveau],
      canal: one.canal,
      destinataire: one.destinataire,
      etat: one.etat,
      raison: one.raison,
      solde: formatEuros_(facture.solde),
      texte,
      sansTexte,
      ou: { feuille: 'Factures', ligne: facture.ligne, facture: facture.numero },
      aCorriger:
        motif !== null && motif.feuille !== '' && motif.feuille !== 'Factures'
          ? { feuille: motif.feuille, ligne: motif.ligne, facture: '' }
          : null,
    };
  });
}

/**
 * What the last sending did, and what is still uncertain, whenever it was.
 * @param {RelanceLue[]} historique
 * @param {number} jour today
 */
function dernierEnvoi_(historique, jour) {
  const seen = (/** @type {RelanceLue} */ row) => ({
    facture: row.facture,
    client: row.client,
    libelle: LIBELLES_NIVEAUX_[row.niveau],
    etat: row.etat,
    jour: formatDate_(row.jour),
    detail: row.detail,
    ou: { feuille: 'Relances', ligne: row.ligne, facture: row.facture },
  });
  // Of a reminder that is uncertain, the last row tells.
  const doubtful = [...reservations_(historique, jour), ...verdicts_(historique, jour).values()]
    .filter((one) => ['en_cours', 'inconnue'].includes(one.etat))
    .map((one) => cleEnvoi_(one.facture, one.niveau));
  /** @type {Map<string, RelanceLue>} */
  const latest = new Map();
  for (const row of historique) {
    const its = cleEnvoi_(row.facture, row.niveau);
    if (doubtful.includes(its)) latest.set(its, row);
  }
  const uncertain = [...latest.values()];
  const mails = historique.filter((row) => row.canal === 'courriel');
  const day = mails.reduce((last, row) => Math.max(last, row.jour), 0);
  const rows = mails.filter((row) => row.jour === day);
  return {
    jour: day ? formatDate_(day) : '',
    lignes: rows.slice(-LIGNES_DERNIER_ENVOI_).map(seen),
    autres: Math.max(0, rows.length - LIGNES_DERNIER_ENVOI_),
    incertaines: uncertain.map(seen),
  };
}

/**
 * Rows that could not be read, said in one sentence a sheet.
 * @param {Illisible[]} illisibles
 * @returns {string[]}
 */
function direIllisibles_(illisibles) {
  const sheets = [...new Set(illisibles.map((one) => one.feuille))];
  return sheets.map((feuille) => {
    const rows = illisibles.filter((one) => one.feuille === feuille).map((one) => one.ligne);
    const shown = rows.slice(0, 10).join(', ') + (rows.length > 10 ? '…' : '');
    return rows.length > 1
      ? `${feuille} : les lignes ${shown} ne peuvent pas être lues et ne comptent pas.`
      : `${feuille} : la ligne ${shown} ne peut pas être lue et ne compte pas.`;
  });
}

/**
 * All that the sidebar shows; each part stands alone, so that a missing sheet stops only its own.
 */
function voletVu_() {
  const classeur = classeur_();
  const reglages = partie_(() => reglages_(classeur));
  const chosen = reglages.donnees === null ? null : reglages.donnees.jour;
  const jour = chosen === null ? aujourdhui_() : chosen;
  /** @type {Illisible[]} */
  const illisibles = [];
  const settings = () => donnees_(reglages);
  const loi = partie_(loiDuClasseur_);
  const livre = partie_(() => recettes_(classeur, jour, illisibles));
  const ledger = () => donnees_(livre);
  const historique = partie_(() => historique_(classeur, jour));
  const past = () => donnees_(historique);
  const relances = partie_(() => {
    const clients = clients_(classeur);
    const factures = factures_(classeur, jour, clients, ledger().paiements, illisibles);
    return relancesVues_({
      jour,
      loi: donnees_(loi),
      reglages: settings(),
      clients,
      factures,
      modeles: modeles_(classeur),
      historique: past(),
      gestes: gestes_(classeur, jour),
      releves: releves_(classeur, settings(), jour),
      aConfirmer: aConfirmer_(classeur, factures),
    });
  });
  return {
    jour: formatDate_(jour),
    fige: chosen !== null,
    commande: `sheetcash sync gsheet:${SpreadsheetApp.getActiveSpreadsheet().getId()}`,
    relances,
    plan: partie_(() =>
      moisRouges_(classeur).map(({ fin, cloture, reserve }) => ({
        mois: moisEnLettres_(fin),
        cloture: formatEuros_(cloture),
        manque: formatEuros_(reserve - cloture),
        sousZero: cloture < 0,
      })),
    ),
    plafonds: partie_(() =>
      usagesPlafonds_(ledger().recettes, jour, settings().debut, donnees_(loi)).map((one) => ({
        nom: one.nom,
        ca: formatEuros_(one.ca),
        limite: formatEuros_(one.limite),
        reste: formatEuros_(Math.abs(one.limite - one.ca)),
        part: one.part,
        pourcent: formatTaux_(produit_(one.part, 1, 1000) * 1000),
        statut: one.statut,
      })),
    ),
    dernier: partie_(() => dernierEnvoi_(past(), jour)),
    illisibles: direIllisibles_(illisibles),
  };
}

/** @param {number} serial @returns {string} novembre 2026 */
function moisEnLettres_(serial) {
  const names = [
    'janvier', 'février', 'mars', 'avril', 'mai', 'juin',
    'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre',
  ];
  const [year, month] = ymd_(serial);
  return `${names[month - 1]} ${year}`;
}

/** For the sidebar: all that it shows, or what stops it all. */
function lireVolet() {
  return partie_(voletVu_);
}

/**
 * For the sidebar: leads to an invoice's row, wherever it went meanwhile.
 * @param {Adresse} ou
 * @returns {Souci | null} why it did not
 */
function allerA(ou) {
  return partie_(() => {
    const classeur = classeur_();
    const { nom, lignes } = feuille_(ou.feuille, classeur);
    const sheet = /** @type {GoogleAppsScript.Spreadsheet.Sheet} */ (
      SpreadsheetApp.getActiveSpreadsheet().getSheetByName(nom)
    );
    const row = ou.facture === '' ? Math.max(1, ou.ligne) : ligneDe_(classeur, ou);
    sheet.getRange(row, 1, 1, Math.max(1, lignes[0] ? lignes[0].length : 1)).activate();
    return null;
  }).souci;
}

/**
 * @param {ClasseurLu} classeur
 * @param {Adresse} ou
 * @returns {number} the row of an invoice now: the one it was on if it still bears its number
 */
function ligneDe_(classeur, { feuille, ligne, facture }) {
  const nom = feuille === 'Relances' ? 'tblRelances' : 'tblFactures';
  const { colonnes, premiere } = table_(classeur, nom);
  const numbers = colonnes['N° facture'].map((cell) => cle_(texte_(cell)));
  if (numbers[ligne - premiere] === cle_(facture)) return ligne;
  const found = numbers.indexOf(cle_(facture));
  if (found >= 0) return premiere + found;
  throw new Empechement_(
    `La facture ${facture} n'est plus dans la feuille « ${feuille} ».`,
    'Actualisez le volet.',
  );
}
