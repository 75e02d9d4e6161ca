// What the invoices' own cells tell of reminders under way or sent: Python's app/reservations.py.

/** What État sync holds while its row is followed. */
const MARQUE_ = "un envoi est en cours d'après État sync";

/**
 * What État sync tells that Relances no longer does, as Python's reservations.py.
 * @param {Dossier} dossier
 * @returns {Envoi[]}
 */
function surLesFactures_({ factures, historique, jour }) {
  const told = new Set();
  for (const row of historique) {
    const open = /^en cours \(([0-9a-f]{10})\)$/.exec(row.etat);
    if (open !== null) told.add(JSON.stringify([open[1], cle_(row.facture)]));
  }
  /** @type {Envoi[]} */
  const found = [];
  const empty = { destinataire: '', messageId: '' };
  for (const { numero: facture, etat } of factures) {
    const mark = /^réf\. ([0-9a-f]{10})$/.exec(etat);
    if (mark !== null && !told.has(JSON.stringify([mark[1], cle_(facture)]))) {
      for (const niveau of [0, 1, 2, 3]) {
        found.push({ ...empty, facture, niveau, etat: 'en_cours', jour, detail: MARQUE_ });
      }
    }
    const sent = /^(.+) envoyée? le (\d\d\/\d\d\/\d{4})/.exec(etat);
    const day = sent === null ? null : jourTexte_(sent[2]);
    const niveau = sent === null ? -1 : LIBELLES_NIVEAUX_.indexOf(sent[1]);
    if (day !== null && niveau >= 0 && niveau < RECOUVREMENT_) {
      found.push({ ...empty, facture, niveau, etat: 'envoyee', jour: day, detail: etat });
    }
  }
  return found;
}
