// What the fields of a mail text hold, in the client's language: Python's app/champs.py.

/**
 * The fields a mail text may use, ready to be shown.
 * @param {FactureLue} facture
 * @param {ClientLu} client
 * @param {Dossier} dossier
 * @returns {Record<string, Champ>}
 */
function champs_(facture, client, { reglages, jour, loi }) {
  const english = client.langue === ANGLAIS_;
  const euros = english ? formatEurosAnglais_ : formatEuros_;
  const day = english ? formatDateAnglaise_ : formatDate_;
  const { solde } = facture;
  return {
    client: client.nom,
    contact: client.contact || client.nom,
    numero: facture.numero,
    objet: facture.objet || sansObjet_(client),
    date_facture: day(facture.jour),
    echeance: day(facture.echeance),
    montant: euros(facture.montant),
    encaisse: euros(facture.encaisse),
    solde: euros(solde),
    partiel: facture.encaisse > 0 && facture.encaisse < facture.montant,
    retard: solde > 0 ? Math.max(0, jour - facture.echeance) : 0,
    nombre: 1,
    liste: '',
    total: euros(solde),
    ...accessoires_(facture, client, jour, loi),
    delai_paiement: reglages.delai,
    date_limite: day(jour + reglages.delai),
    nom: reglages.nom,
    siren: reglages.siren,
    iban: reglages.iban,
    lien: facture.lien,
    professionnel: client.professionnel,
    tutoiement: client.tutoiement,
    anglais: english,
    lettre: false,
  };
}

/** @param {ClientLu} client @returns {string} what stands for an invoice's object */
function sansObjet_(client) {
  if (client.langue === ANGLAIS_) return 'your order';
  return client.tutoiement ? 'ta commande' : 'votre commande';
}

/**
 * What being late adds between professionals: interest, the fixed sum, and the whole. A consumer owes
 * interest from a mise en demeure only.
 * @param {FactureLue} facture
 * @param {ClientLu} client
 * @param {number} jour
 * @param {Loi} loi
 * @returns {{penalites: Champ, indemnite: Champ, total_du: Champ}}
 */
function accessoires_(facture, client, jour, loi) {
  const euros = client.langue === ANGLAIS_ ? formatEurosAnglais_ : formatEuros_;
  const { solde } = facture;
  if (!client.professionnel) return { penalites: '', indemnite: '', total_du: euros(solde) };
  const late = solde > 0 && jour > facture.echeance;
  const fixed = late ? dernier_(loi, 'indemnite_recouvrement').valeur || 0 : 0;
  const indemnite = fixed ? euros(fixed) : '';
  let interest = 0;
  try {
    if (late) interest = interets_(solde, tranches_(loi, facture.echeance, jour, null, 'professionnel'));
  } catch (error) {
    if (!(error instanceof ErreurSC_)) throw error;
    return { penalites: null, indemnite, total_du: null };
  }
  const penalites = interest ? euros(interest) : '';
  return { penalites, indemnite, total_du: euros(solde + fixed + interest) };
}
