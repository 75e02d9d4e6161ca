// What holds a reminder once its text is written, as Python's app/habillage.py: a wrong account
// number, a link that is none. The invoice's file is on the user's computer: the sidebar cannot see it.

/** @param {string} iban @returns {string} as machines compare it */
function ibanCompact_(iban) {
  return iban.replace(/[\s\u0085\u001c-\u001f\u200b-\u200d\u2060\ufeff.\-\u2010-\u2015]+/g, '').toUpperCase();
}

/** @param {string} iban @returns {string} by fours, as clients will read it; anything else as typed */
function ibanAffiche_(iban) {
  const its = ibanCompact_(iban);
  return /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(its) ? its.replace(/(.{4})(?!$)/g, '$1 ') : iban;
}

/** @param {string} iban @returns {string} what is wrong with it, empty when nothing is */
function defautIban_(iban) {
  const its = ibanCompact_(iban);
  const wanted = LONGUEURS_IBAN_[its.slice(0, 2)];
  if (wanted !== undefined && /^[A-Z0-9]+$/.test(its) && its.length !== wanted) {
    return `il a ${its.length} signes au lieu de ${wanted}`;
  }
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(its)) {
    return "il s'écrit avec deux lettres, deux chiffres, puis le numéro du compte";
  }
  const digits = [...its.slice(4), ...its.slice(0, 4)].map((one) => String(parseInt(one, 36)));
  if (BigInt(digits.join('')) % 97n !== 1n) {
    return 'la clé de contrôle ne correspond pas : un chiffre est faux';
  }
  return '';
}

/** @param {string} text @returns {boolean} whether it is the address of a page, and nothing else */
function estLien_(text) {
  return /^https?:\/\/[^\s/?#<>"@]+\.[^\s/?#<>"@]+(?:[/?#][^\s<>"]*)?$/i.test(text);
}

/**
 * @param {TexteCompose} texte completed with the address of invoices that stand on line
 * @param {FactureLue[]} factures those that the mail tells
 * @param {ClientLu} client
 * @param {Reglages} reglages
 * @returns {Motif | null} why it cannot leave
 */
function habiller_(texte, factures, client, { iban }) {
  const transfers = iban !== '' && ibanCompact_(texte.corps).includes(ibanCompact_(iban));
  const why = transfers ? defautIban_(iban) : '';
  if (why) return motif_(`l'IBAN est faux : ${why}`, 'Paramètres');
  const { lien, ligne } = factures[0];
  const pays = factures.length === 1 && lien !== '' && texte.corps.includes(lien);
  if (pays && !estLien_(lien)) {
    return motif_("le lien de paiement n'est pas une adresse (https://…)", 'Factures', ligne);
  }
  for (const { numero, piece } of factures) {
    const address = rogner_(piece);
    if (!estLien_(address) || texte.corps.includes(address)) continue;
    const word = client.langue === ANGLAIS_ ? `Invoice ${numero}: ` : `Facture ${numero} : `;
    texte.corps = `${texte.corps.replace(/\s+$/, '')}\n\n${word}${address}\n`;
  }
  return null;
}
