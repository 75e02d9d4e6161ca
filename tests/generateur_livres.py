"""Books from one ground truth: clients with habits, their invoices, and the bank's lines that pay.

`livre` draws a year of a busy book. The truth tells, for each credit, what it pays: () for money
that pays nothing. Each credit also has the name of the habit that made it, so that a figure can be
told habit by habit. The frequencies are those of `HABITUDES`; those of undecidable credits (a
cheque's deposit slip, cash, a part payment that quotes nothing, twins that quote nothing, too much
paid) come from the same draw as the others and are counted with them.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sheetcash.core.rapprochement import Connu, Credit, Ouverte, Proposition

DEBUT = date(2026, 1, 1)
Parts = tuple[tuple[str, int], ...]

#: How clients pay, by weight: one habit a client, from which one payment in twelve departs.
HABITUDES = {
    "numero": 40,
    "nom": 28,
    "groupe": 7,
    "tronque": 8,
    "partiel": 3,
    "tiers": 3,
    "prestataire": 5,
    "cheque": 3,
    "especes": 1,
}
#: What befalls any payment, in thousandths.
ACCIDENTS = {"mauvaise_reference": 15, "trop_percu": 6, "frais_banque": 4}


def _liste(texte: str, entre: str = " ") -> list[str]:
    return texte.split(entre)


_METIERS = _liste(
    "Atelier Studio Cabinet Agence Maison Boulangerie Librairie Garage Menuiserie Imprimerie "
    "Domaine Ferme Pharmacie Clinique Auto-École Brasserie Galerie Fonderie Scierie Pépinière "
    "Transports Conseil Bureau Institut Compagnie Théâtre Éditions Coopérative"
)
_NOMS = _liste(
    "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent "
    "Lefèvre Michel Garcia David Bertrand Roux Vincent Fournier Morel Girard André Mercier "
    "Dupont Lambert Bonnet François Martinez Legrand Garnier Faure Rousseau Blanc Guérin "
    "Müller Henry Roussel Nicolas Perrin Morin Mathieu Clément Gauthier Dumont Lopez Fontaine "
    "Chevalier Robin Masson Sanchez Gérard Nguyen Boyer Denis Lemaire Duval Joly Gautier "
    "Roger Roche Roy Noël Meyer Lucas Meunier Jean Pérez Marchand Dufour Blanchard Marie "
    "Barbier Brun Dumas Brunet Schmitt Leroux Colas Hamon Péron Ollivier Tanguy Cadiou "
    "Kervella Abgrall Quéré Salaün Bozec Gourvennec Kerdoncuff"
)
_PRENOMS = _liste(
    "Paul Julie Éric Béatrice Anne Luc Zoé Hélène Marc Inès Noé Chloé Hugo Léa Jules Manon "
    "Louis Camille Théo Sarah Adam Eva Yann Soizic Gwenaëlle Ronan Maël Aïcha Karim Fatou "
    "Linh Jean-Marc"
)
_LIEUX = _liste(
    "du Port|des Halles|de l'Odet|Saint-Yves|du Moulin|des Lices|de Cornouaille|du Vieux Pont|"
    "Bleu Horizon|Grand Large|des Acacias|de la Gare|Sainte-Anne|du Marché|Beau Séjour|"
    "Val de Vilaine",
    "|",
)
#: Pieces of names that nobody else bears: most firms' names and family names are such.
_SYLLABES = _liste(
    "ba bel cor da del fa for ga gri ka ker la lan lo mar mé mo nan no or pa per pri ra ri ro "
    "sa sol ta tel ti ul va ven vi xa zé"
)
_FINS = _liste("ac ard eau ec el et eux ic ier in is on ot oul our ron tec zic")
_FORMES = ("SARL", "SAS", "SASU", "EURL", "SA", "")
_ETRANGERS = (
    "DGFIP REMBOURSEMENT CREDIT IMPOT",
    "VIR INTERNE COMPTE A COMPTE",
    "DEBLOCAGE PRET 0004512 PRO",
    "VIR SEPA ASSURANCES DU PONANT INDEMNITE SINISTRE 2026004",
    "INTERETS CREDITEURS 2026",
    "VIR SEPA CAF DU FINISTERE",
    "AVOIR CB AMAZON EU",
    "VIR DE MME TANTE ODETTE ANNIVERSAIRE",
    "VIR SEPA LOCATAIRE DU GARAGE LOYER MARS",
    "VIR INST EPARGNE VERS COURANT",
    "REMBOURSEMENT FOURNISSEUR 20260312",
    "VIR PLATEFORME X PAYOUT 778812",
)


@dataclass
class Client:
    """Who it truly is, how it pays, what the bank shows of it."""

    nom: str
    contact: str
    iban: str
    iban_connu: bool
    habitude: str
    payeur: str
    alias_appris: bool
    abonne: bool
    montant: int


@dataclass
class Livre:
    """A book, and the truth of it."""

    credits: list[Credit] = field(default_factory=list)
    ouvertes: list[Ouverte] = field(default_factory=list)
    connus: list[Connu] = field(default_factory=list)
    verite: dict[str, Parts] = field(default_factory=dict)
    habitudes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mesure:
    """How good answers are.

    ``precision``: certain answers whose parts are the truth's, over certain answers. ``rappel``:
    credits that pay something and have a certain and true answer, over ALL those that pay
    something, the undecidable ones included.
    """

    precision: float
    rappel: float
    faux: tuple[str, ...]
    par_habitude: dict[str, tuple[int, int]]
    proposes: float


def mesurer(livre: Livre, found: Sequence[Proposition]) -> Mesure:
    """Precision and recall of the certain answers against the truth."""
    sure = {one.id: tuple(sorted(one.parts)) for one in found if one.certaine}
    wrong = [one for one, parts in sure.items() if parts != tuple(sorted(livre.verite[one]))]
    paying = [one for one, parts in livre.verite.items() if parts]
    best = {one.id: tuple(sorted(one.parts)) for one in found}
    habits: dict[str, tuple[int, int]] = {}
    for one in paying:
        right, all_ = habits.get(livre.habitudes[one], (0, 0))
        habits[livre.habitudes[one]] = right + (one in sure and one not in wrong), all_ + 1
    right = sum(one for one, _ in habits.values())
    first = sum(best.get(one) == tuple(sorted(livre.verite[one])) for one in paying)
    return Mesure(
        1 - len(wrong) / len(sure) if sure else 1.0,
        right / len(paying) if paying else 1.0,
        tuple(wrong),
        dict(sorted(habits.items())),
        first / len(paying) if paying else 1.0,
    )


def banque(texte: str, signes: int = 140) -> str:
    """A text as banks print it: capitals, no accent, cut."""
    texte = unicodedata.normalize("NFKD", texte)
    return "".join(c for c in texte if not unicodedata.combining(c)).upper()[:signes]


def _parts(bills: Sequence[Ouverte]) -> Parts:
    return tuple((one.numero, one.solde) for one in bills)


class _Auteur:
    def __init__(self, graine: int, clients: int, pieces: int, autres: int) -> None:
        self.r = random.Random(graine)
        self.livre = Livre()
        self.forme = graine % 4
        self.pieces, self.autres = pieces, autres
        self.clients = self._clients(clients)
        self.cheques: list[tuple[date, str, int]] = []
        self.lignes: list[tuple[date, int, str, str, str, bool, Parts, str]] = []

    def chance(self, milliemes: float) -> bool:
        return self.r.random() * 1000 < milliemes

    # clients

    def _mot(self) -> str:
        pieces = [self.r.choice(_SYLLABES) for _ in range(self.r.choice((1, 2, 2)))]
        return ("".join(pieces) + self.r.choice(_FINS)).capitalize()

    def _famille(self) -> str:
        return self.r.choice(_NOMS) if self.chance(250) else self._mot()

    def _clients(self, number: int) -> list[Client]:
        """Clients; some four in a hundred bear a name that another's name holds, or the same."""
        r, found, taken = self.r, [], set()
        while len(found) < number:
            kind = r.random()
            last, first = self._famille(), r.choice(_PRENOMS)
            if kind < 0.28:
                name = contact = f"{first} {last}"
            elif kind < 0.29:
                name, contact = last, f"{first} {last}"
            elif kind < 0.33:
                name = f"{last} & {self._famille()} {r.choice(_FORMES)}"
                contact = f"{first} {last}"
            elif kind < 0.37:
                name = f"{r.choice(_METIERS)} {r.choice(_LIEUX)} {r.choice(_FORMES)}"
                contact = f"{first} {last}"
            elif kind < 0.50:
                name, contact = (
                    f"{r.choice(_METIERS)} {last} {r.choice(_FORMES)}",
                    f"{first} {last}",
                )
            elif kind < 0.80:
                name = f"{r.choice(_METIERS)} {self._mot()} {r.choice(_LIEUX)} {r.choice(_FORMES)}"
                contact = f"{first} {last}"
            else:
                name = f"{self._mot()} {r.choice(('Conseil', 'Services', '', 'Industrie'))} {r.choice(_FORMES)}"
                name, contact = " ".join(name.split()), f"{first} {last}"
            name = name.strip()
            if name in taken:
                name = f"{name} {r.choice(_LIEUX)}"
            if name in taken:
                continue
            taken.add(name)
            found.append(self._client(name, contact))
        return found

    def _client(self, nom: str, contact: str) -> Client:
        r = self.r
        habit = r.choices(list(HABITUDES), list(HABITUDES.values()))[0]
        payer = nom
        if habit == "tiers":
            kind = r.choice(("Holding", "Groupe", "Comptabilité", "Mme"))
            payer = f"{kind} {self._mot()} {r.choice(_NOMS)}"
        elif self.chance(60):
            payer = contact
        amount = r.choice((15_000, 25_000, 30_000, 45_000, 50_000, 80_000, 120_000))
        return Client(
            nom,
            contact,
            f"FR76{r.randrange(10**23):023d}",
            self.chance(600),
            habit,
            payer,
            self.chance(600),
            self.chance(150),
            amount,
        )

    # invoices

    def numero(self, rang: int) -> str:
        return (
            f"F-2026-{rang:04d}",
            f"2026-{rang:04d}",
            f"FA2026/{rang:05d}",
            f"FACT-26-{rang:04d}",
        )[self.forme]

    def ecrire(self) -> Livre:
        r = self.r
        drafts: list[tuple[date, int, int, int]] = []
        for at, client in enumerate(self.clients):
            if client.abonne:
                day = r.randrange(1, 28)
                drafts += [
                    (DEBUT.replace(month=m, day=day), at, client.montant, 15) for m in range(1, 13)
                ]
                continue
            for _ in range(r.randrange(1, 2 * self.pieces)):
                cents = int(r.lognormvariate(10.8, 0.9))
                if self.chance(450):
                    cents = max(5_000, round(cents, -r.choice((3, 4))))
                day = DEBUT + timedelta(days=r.randrange(350))
                drafts.append((day, at, cents, r.choice((0, 15, 30, 30, 30, 45))))
        drafts.sort()
        bills: dict[int, list[Ouverte]] = {}
        for rang, (day, at, cents, terms) in enumerate(drafts, 1):
            bill = Ouverte(
                *(self.numero(rang), self.clients[at].nom, cents, cents, day),
                day + timedelta(days=terms),
            )
            bills.setdefault(at, []).append(bill)
        self.nombre = len(drafts)
        for at, owed in bills.items():
            self._payer(self.clients[at], owed)
        self._deposer()
        self._etrangers()
        return self._finir(bills)

    # payments

    def _payer(self, client: Client, owed: list[Ouverte]) -> None:
        r, at = self.r, 0
        while at < len(owed):
            bill = owed[at]
            habit = client.habitude
            if not client.abonne and self.chance(80):  # a subscriber has a standing order
                habit = r.choices(list(HABITUDES), list(HABITUDES.values()))[0]
            if self.chance(15):  # never paid
                at += 1
                continue
            if self.chance(15):  # forgotten, and paid on a reminder that gives the number
                day = bill.echeance + timedelta(days=r.randrange(45, 90))
                self._virement(day, bill.solde, client, bill.numero, _parts([bill]), "rappel")
                at += 1
                continue
            if self.chance(10):
                self._rembourser(client, bill)
            day = self._jour(bill, client)
            if habit == "groupe" and at + 1 < len(owed):
                group = owed[at : at + r.choice((2, 2, 3, 4))]
                day = max(group[-1].date_facture + timedelta(days=r.randrange(3, 25)), day)
                self._grouper(client, group, day)
                at += len(group)
                continue
            at += 1
            if habit == "cheque":
                self.cheques.append((day, bill.numero, bill.solde))
            elif habit == "especes":
                label = "VERSEMENT ESPECES GAB 0412"
                self._ajouter(day, bill.solde, label, "", "", False, _parts([bill]), "especes")
            elif habit == "partiel" and bill.solde > 30_000:
                self._en_trois(client, bill, day)
            else:
                self._un(client, bill, day, habit)

    def _jour(self, bill: Ouverte, client: Client) -> date:
        if client.abonne:
            return bill.date_facture + timedelta(days=int(self.r.triangular(1, 24, 12)))
        late = self.r.choices((-5, 3, 20, 60), (30, 45, 20, 5))[0] + self.r.randrange(6)
        return max(bill.date_facture, bill.echeance + timedelta(days=late))

    def _un(self, client: Client, bill: Ouverte, day: date, habit: str) -> None:
        r = self.r
        cents, motif, what = bill.solde, "", habit
        if habit in ("numero", "tiers", "tronque", "prestataire"):
            quoting = {"numero": 1000, "tiers": 700, "tronque": 500, "prestataire": 600}[habit]
            motif = self._citer(bill.numero) if self.chance(quoting) else ""
        elif self.chance(250):
            motif = r.choice(
                ("PRESTATION", "REGLEMENT FACTURE", "SITE WEB MARS", "MERCI", "ACOMPTE")
            )
        for accident, times in ACCIDENTS.items():
            if self.chance(times):
                what = accident
                if accident == "mauvaise_reference":
                    motif = self._citer(self._fausse(bill))
                elif accident == "trop_percu":
                    cents += r.choice((100, 1_000, 4_000, bill.solde))
                else:
                    cents -= min(cents - 1, r.choice((500, 1_500, 2_500)))
                break
        if not motif and habit == "numero":
            motif = self._citer(bill.numero)
        if habit == "prestataire":
            label = f"Paiement de {client.contact if self.chance(300) else client.nom} {motif}"
            self._ajouter(day, cents, label, "", "", True, ((bill.numero, cents),), what)
            return
        cut = 27 if habit == "tronque" else 70
        self._virement(day, cents, client, motif, ((bill.numero, cents),), what, cut)

    def _en_trois(self, client: Client, bill: Ouverte, day: date) -> None:
        first, second = bill.solde * 3 // 10, bill.solde * 4 // 10
        parts = (first, second, bill.solde - first - second)
        for at, cents in enumerate(parts):
            quoted = self.chance(750)
            motif = self._citer(bill.numero) if quoted else "SOLDE" if at == 2 else "ACOMPTE"
            when = day + timedelta(days=25 * at)
            what = "partiel" if quoted else "partiel_sans_numero"
            self._virement(when, cents, client, motif, ((bill.numero, cents),), what)

    def _grouper(self, client: Client, group: list[Ouverte], day: date) -> None:
        how = self.r.random()
        if how < 0.5:
            motif = " ".join(self._citer(bill.numero) for bill in group)
            if self.chance(300):
                motif = f"{group[0].numero} / " + " ".join(one.numero[-4:] for one in group[1:])
        elif how < 0.65:
            motif = self._citer(group[0].numero)
        else:
            motif = self.r.choice(("", "FACTURES DU MOIS"))
        total = sum(one.solde for one in group)
        self._virement(day, total, client, motif, _parts(group), "groupe")

    def _rembourser(self, client: Client, bill: Ouverte) -> None:
        cents = -max(1_000, bill.montant // self.r.choice((2, 5, 10)))
        number = f"AV-{bill.numero}"
        day = bill.date_facture + timedelta(days=self.r.randrange(5, 40))
        self.livre.ouvertes.append(Ouverte(number, client.nom, cents, cents, day, day))
        motif = f"REMBOURSEMENT AVOIR {number}" if self.chance(700) else "AVOIR"
        later = day + timedelta(days=self.r.randrange(2, 20))
        self._virement(later, cents, client, motif, ((number, cents),), "remboursement")

    def _deposer(self) -> None:
        self.cheques.sort()
        at = 0
        while at < len(self.cheques):
            slip = self.cheques[at : at + self.r.choice((1, 1, 2, 3, 4))]
            at += len(slip)
            label = f"REMISE CHEQUES {len(slip)} BORDEREAU {self.r.randrange(10**6):07d}"
            parts = tuple((number, cents) for _, number, cents in slip)
            day = slip[-1][0] + timedelta(days=3)
            total = sum(cents for _, cents in parts)
            self._ajouter(day, total, label, "", "", False, parts, "cheque")

    def _etrangers(self) -> None:
        """Money that pays no invoice; some of it has just an open invoice's amount."""
        r = self.r
        amounts = [one.solde for one in self.livre.ouvertes] or [50_000]
        paid = [line[1] for line in self.lignes if line[1] > 0]
        for _ in range(self.autres):
            day = DEBUT + timedelta(days=r.randrange(365))
            cents = r.choice(paid or amounts) if self.chance(400) else int(r.lognormvariate(10, 1))
            kind = r.random()
            label, payer = r.choice(_ETRANGERS), ""
            if kind < 0.3:  # somebody who is no client
                payer = banque(
                    f"{r.choice(_PRENOMS)} {r.choice(_NOMS)} {r.choice(('Ventura', 'Zahra', 'Oyé'))}"
                )
                label = f"VIR SEPA {payer} {r.choice(('BROCANTE', 'VELO', 'PART CADEAU', ''))}"
            elif kind < 0.35:  # a client, for an invoice of another year, long settled
                client = r.choice(self.clients)
                label = f"VIR SEPA {banque(client.payeur)} FACT F-2024-{r.randrange(10**4):04d}"
                cents = int(r.lognormvariate(10, 1)) | 1
            elif kind < 0.40:  # a client, for its order and not for an invoice
                client = r.choice(self.clients)
                cents = 777 + 1_000 * r.randrange(10, 400)
                payer, label = banque(client.payeur), f"DEVIS D-2026-{r.randrange(10**4):04d}"
            self._ajouter(day, cents, label, payer, "", False, (), "etranger")

    # words

    def _citer(self, numero: str) -> str:
        r = self.r
        bare = numero.replace("FACT-", "").removeprefix("FA").removeprefix("F-")
        ways = [
            numero,
            numero,
            numero,
            numero.replace("-", "").replace("/", ""),
            f"FACTURE {numero}",
        ]
        ways += [f"FACT {bare}", numero.replace("-", " ").replace("/", " "), f"N° {numero}"]
        ways += [f"facture n°{numero} du 12/03/2026", f"REF {numero} CMD 45{r.randrange(1000)}"]
        return r.choice(ways)

    def _fausse(self, bill: Ouverte) -> str:
        """A number that is not the invoice's: one's last one, a slip of the finger, an order's."""
        rang = int("".join(c for c in bill.numero if c.isdigit())[-4:])
        kind = self.r.random()
        if kind < 0.4:
            return self.numero(max(1, rang - self.r.randrange(1, 400)))
        if kind < 0.7:
            return self.numero(rang + self.r.choice((-10, -1, 1, 10, 100)))
        if kind < 0.85:
            return self.numero(self.nombre + self.r.randrange(1, 5000))
        return f"CMD-{self.r.randrange(10**5)}"

    def _virement(
        self,
        day: date,
        cents: int,
        client: Client,
        motif: str,
        parts: Parts,
        what: str,
        cut: int = 70,
    ) -> None:
        r = self.r
        payer = banque(client.payeur, cut)
        if cents < 0:
            payer = banque(client.nom, cut)
        if self.chance(80):
            payer = " ".join(reversed(payer.split()))
        elif self.chance(30):
            payer = payer.replace(" ", "")
        elif self.chance(50):
            payer = f"{r.choice(('M', 'MME', 'SARL', 'STE'))} {payer}"
        iban = client.iban if self.chance(300) else ""
        style = r.random()
        if style < 0.4:
            label = motif or "Virement reçu"
        elif style < 0.7:
            label, payer = f"VIR SEPA RECU /DE {payer} /MOTIF {banque(motif)} /REF NOTPROVIDED", ""
        elif style < 0.85:
            label, payer = f"VIR {payer} {banque(motif)}", ""
        else:
            label, payer = f"VIREMENT DE {payer[:32]} {banque(motif)}", ""
        self._ajouter(day, cents, label, payer, iban, False, parts, what)

    def _ajouter(
        self,
        day: date,
        cents: int,
        label: str,
        payer: str,
        iban: str,
        sure: bool,
        parts: Parts,
        what: str,
    ) -> None:
        self.lignes.append((day, cents, label, payer, iban, sure, parts, what))

    def _finir(self, bills: dict[int, list[Ouverte]]) -> Livre:
        book = self.livre
        self.r.shuffle(self.lignes)
        self.lignes.sort(key=lambda line: line[0])
        for rang, (day, cents, label, payer, iban, sure, parts, what) in enumerate(self.lignes):
            key = f"b{rang:06d}"
            book.credits.append(Credit(key, day, cents, label, payer, iban, sure))
            book.verite[key], book.habitudes[key] = parts, what
        for owed in bills.values():
            book.ouvertes += owed
        for client in self.clients:
            names = [client.contact] if client.contact != client.nom else []
            if client.alias_appris and client.habitude == "tiers":
                names.append(client.payeur)
            known = (client.iban,) if client.iban_connu else ()
            book.connus.append(Connu(client.nom, tuple(names), known))
        return book


def livre(graine: int, clients: int = 1_000, pieces: int = 9, autres: int | None = None) -> Livre:
    """A book of so many clients, ``pieces`` invoices each or so, and credits that pay nothing."""
    return _Auteur(graine, clients, pieces, clients * 2 if autres is None else autres).ecrire()
