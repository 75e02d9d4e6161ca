// Several invoices of one client in one mail, as Python's app/regroupement.py.

/**
 * The reminders to send, mail by mail; the first of each gives its text.
 * @param {Decision[]} due
 * @returns {Decision[][]}
 */
function regrouper_(due) {
  /** @type {Map<string, Decision[]>} */
  const groups = new Map();
  for (const one of due) {
    const its = avec_(one);
    groups.set(its, [...(groups.get(its) || []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const { modele } = group[0];
    const told = modele !== null && /\{\{-?\s*liste(?![\p{L}\p{N}_])/u.test(modele.corps);
    return group.length > 1 && !told ? group.map((one) => [one]) : [group];
  });
}

/** @param {Decision} one @returns {string} what reminders that go together have in common */
function avec_({ client, facture, niveau, destinataire, modele }) {
  if (client === undefined || !client.regrouper || niveau >= MISE_EN_DEMEURE_) {
    return `${facture.ligne}`;
  }
  const texte = modele === null ? 0 : modele.ligne; // a large one may have another
  return JSON.stringify([cleClient_(client.nom), cle_(destinataire), niveau, texte]);
}

/** @param {Decision[]} lot @returns {Decision[]} each one's reason, with those of the same mail */
function nommerLot_(lot) {
  if (lot.length === 1) return lot;
  const numbers = lot.map((one) => one.facture.numero);
  return lot.map((one) => {
    const others = numbers.filter((number) => number !== one.facture.numero);
    const before = others.slice(0, -1).join(', ');
    const liste = [before, others[others.length - 1]].filter(Boolean).join(' et ');
    return { ...one, raison: `${one.raison}, avec ${liste}` };
  });
}
