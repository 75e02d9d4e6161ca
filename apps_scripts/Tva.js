// Crossing the VAT thresholds (CGI 293 B), before and since 2025: Python's core/tva.py.

/** @typedef {{services: number, global: number}} Seuils */

/**
 * @typedef {object} Livre
 * @property {{day: number, at: number, montant: number, service: boolean, year: number}[]} rows
 * @property {Map<number, Seuils>} totals by year, under each limit
 * @property {Set<number>} sales the years with sales or lodging
 *
 * @typedef {object} Franchise
 * @property {string} statut
 * @property {number | null} depuis
 * @property {'services' | 'global'} nom
 * @property {number} ca
 * @property {number} base
 * @property {number} majore
 * @property {[number, number, number] | null} franchissement of a majoré one: day, row, limit
 * @property {[number, number, number] | null} baseFranchie of a base one, this year
 * @property {boolean} seuilsRepris next January is judged by this year's thresholds
 */

/**
 * @param {number[]} dates
 * @param {number[]} montants
 * @param {string[]} categories
 * @param {number} jour
 * @returns {Livre} receipts up to one day, sorted, and their totals
 */
function livre_(dates, montants, categories, jour) {
  const rows = dates
    .map((day, at) => ({
      day,
      at,
      montant: montants[at],
      service: SERVICES_.includes(categories[at]),
      year: annee_(day),
    }))
    .filter((row) => row.day <= jour)
    .sort((a, b) => a.day - b.day || a.at - b.at);
  /** @type {Livre} */
  const livre = { rows, totals: new Map(), sales: new Set() };
  for (const row of rows) {
    const its = livre.totals.get(row.year) || { services: 0, global: 0 };
    livre.totals.set(row.year, its);
    its.global += row.montant;
    if (row.service) its.services += row.montant;
    else livre.sales.add(row.year);
  }
  return livre;
}

/** @param {Livre} livre @param {number} year @returns {('services' | 'global')[]} */
function limites_(livre, year) {
  return livre.sales.has(year) ? ['services', 'global'] : ['services'];
}

/** @param {Livre} livre @param {number} year @param {'services' | 'global'} nom */
function ca_(livre, year, nom) {
  const its = livre.totals.get(year);
  return its ? its[nom] : 0;
}

/**
 * The first day whose evening total exceeds a limit of that year, the row, the limit.
 * @param {Livre} livre
 * @param {number} year
 * @param {('services' | 'global')[]} noms the limits looked at
 * @param {(nom: 'services' | 'global', day: number) => number} limiteDe
 * @returns {[number, number, number] | null}
 */
function franchissement_(livre, year, noms, limiteDe) {
  const running = { services: 0, global: 0 };
  let before = { ...running };
  let first = 0;
  const rows = livre.rows.filter((row) => row.year === year);
  for (let at = 0; at < rows.length; at += 1) {
    if (at === 0 || rows[at - 1].day !== rows[at].day) {
      before = { ...running };
      first = at;
    }
    for (const nom of noms) {
      if (rows[at].service || nom === 'global') running[nom] += rows[at].montant;
    }
    if (at + 1 < rows.length && rows[at + 1].day === rows[at].day) continue; // not evening yet
    for (const nom of noms) {
      const limite = limiteDe(nom, rows[at].day);
      if (running[nom] <= limite) continue;
      let total = before[nom];
      for (const row of rows.slice(first, at + 1)) {
        if (row.service || nom === 'global') total += row.montant;
        if (total > limite) return [row.day, row.at, limite];
      }
    }
  }
  return null;
}

/**
 * When a base threshold was crossed, if the year is over it.
 * @param {Livre} livre
 * @param {number} year
 * @param {Seuils} bases
 * @returns {[number, number, number] | null}
 */
function baseFranchie_(livre, year, bases) {
  const over = limites_(livre, year).filter((one) => ca_(livre, year, one) > bases[one]);
  return franchissement_(livre, year, over, (nom) => bases[nom]);
}

/** The category whose threshold each limit uses. */
const REFERENCES_TVA_ = { services: 'bnc', global: 'vente' };

/**
 * @param {Loi} loi
 * @param {number} jour
 * @param {('services' | 'global')[]} noms the limits that bind
 * @returns {[Seuils, Seuils]} the base and majoré thresholds of a day; those that do not bind are 0
 */
function seuils_(loi, jour, noms) {
  const base = { services: 0, global: 0 };
  const majore = { services: 0, global: 0 };
  for (const nom of noms) base[nom] = seuilTva_(loi, REFERENCES_TVA_[nom], jour, false);
  for (const nom of noms) majore[nom] = seuilTva_(loi, REFERENCES_TVA_[nom], jour, true);
  return [base, majore];
}

/**
 * @param {Loi} loi
 * @param {number} jour
 * @param {('services' | 'global')[]} noms
 * @returns {[Seuils, Seuils] | null} the same, null where they are not known
 */
function seuilsConnus_(loi, jour, noms) {
  try {
    return seuils_(loi, jour, noms);
  } catch (error) {
    if (error instanceof ErreurSC_) return null;
    throw error;
  }
}

/**
 * Whether a year begins with the right to the exemption (CGI 293 B, I).
 * @param {Livre} livre
 * @param {number} year
 * @param {[Seuils, Seuils]} seuils
 * @returns {boolean}
 */
function exempte_(livre, year, [bases, majores]) {
  for (const nom of limites_(livre, year - 1)) {
    const last = ca_(livre, year - 1, nom);
    if (last <= bases[nom]) continue;
    if (year >= REFORME_TVA_ || last > majores[nom]) return false;
    const before = limites_(livre, year - 2).includes(nom);
    if (before && ca_(livre, year - 2, nom) > bases[nom]) return false;
  }
  return true;
}

/**
 * Where the business stands towards VAT at the end of a day.
 * @param {Loi} loi
 * @param {number[]} dates
 * @param {number[]} montants
 * @param {string[]} categories
 * @param {number} jour
 * @returns {Franchise}
 */
function franchise_(loi, dates, montants, categories, jour) {
  const livre = livre_(dates, montants, categories, jour);
  const now = annee_(jour);
  const present = seuils_(loi, jour, limites_(livre, now));
  /** @type {number | null} */
  let depuis = null;
  /** @type {[number, number, number] | null} */
  let crossing = null;
  /** @type {[number, number, number] | null} */
  let cause = null;
  const firstYear = Math.min(now, ...livre.totals.keys());
  for (let year = firstYear; year <= now; year += 1) {
    const noms = limites_(livre, year - 1);
    const january = jour_(year, 1, 1);
    const its = year === now ? seuils_(loi, january, noms) : seuilsConnus_(loi, january, noms);
    if (its === null) continue; // years before the first known thresholds decide of nothing
    if (!exempte_(livre, year, its)) {
      if (depuis === null) {
        depuis = jour_(year, 1, 1);
        cause = baseFranchie_(livre, year - 1, its[0]);
      }
    } else if (depuis !== null) {
      depuis = null;
      crossing = null;
      cause = null;
    }
    if (depuis === null) {
      crossing = franchissement_(livre, year, limites_(livre, year), (nom, day) =>
        seuilTva_(loi, REFERENCES_TVA_[nom], day, true),
      );
      if (crossing !== null) {
        depuis = year < REFORME_TVA_ ? moisDe_(crossing[0])[0] : crossing[0];
      }
    }
  }
  const next = seuilsConnus_(loi, jour_(now + 1, 1, 1), limites_(livre, now));
  let statut = 'TVA';
  if (depuis === null) {
    statut = exempte_(livre, now + 1, next || present) ? 'Franchise' : 'TVA au 1er janvier';
  }
  /** @type {'services' | 'global'} */
  let nom = 'services';
  for (const other of limites_(livre, now)) {
    const more = BigInt(ca_(livre, now, other)) * BigInt(present[1][nom]);
    if (more > BigInt(ca_(livre, now, nom)) * BigInt(present[1][other])) nom = other;
  }
  return {
    statut,
    depuis,
    nom,
    ca: ca_(livre, now, nom),
    base: present[0][nom],
    majore: present[1][nom],
    franchissement: crossing,
    baseFranchie: cause || baseFranchie_(livre, now, present[0]),
    seuilsRepris: next === null,
  };
}
