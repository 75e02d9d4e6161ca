"""What the rules work on: clients, invoices, receipts and settings, typed.

Receipts are kept as columns, as there may be a hundred thousand of them; the rest as rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from sheetcash.baremes import LOI, Baremes
from sheetcash.core.categories import CODES
from sheetcash.core.cotisations import Regime
from sheetcash.core.declarations import Periode, periodes
from sheetcash.core.hypotheses import REALISTE, Reglages
from sheetcash.core.periods import TRIMESTRIELLE, add_months
from sheetcash.core.relances import MISE_EN_DEMEURE, STANDARD, profil
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.schema import fold

PROFESSIONNEL = "Professionnel"
PARTICULIER = "Particulier"

#: The languages of a mail text, folded; and its tones.
FRANCAIS: Final = "francais"
ANGLAIS: Final = "english"
VOUS: Final = "vous"
TU: Final = "tu"


class Client(NamedTuple):
    """One row of tblClients; ``profil`` is folded (``standard``, ``ne pas relancer``).

    ``ambigu`` when another row bears the name with another address, profile, tone or language;
    ``langue`` is folded, empty when what stands there is none.
    """

    ligne: int
    nom: str
    type: str
    contact: str
    courriel: str
    profil: str
    conditions: str
    ambigu: bool = False
    telephone: str = ""
    tutoiement: bool = False
    langue: str = FRANCAIS
    regrouper: bool = False
    siren: str = ""
    adresse: str = ""


class Facture(NamedTuple):
    """One row of tblFactures that could be read; ``montant`` and ``encaisse`` in cents.

    ``retenue`` says why no reminder may leave for it, whatever its dates say; empty when none.
    ``avoir_sur`` is, for a credit note, the invoice it lowers; ``deduit`` is what the balance owes
    to credit notes: what they took off it, and for a note its own balance, which the invoice bears.
    """

    ligne: int
    numero: str
    date_facture: date
    client: str
    objet: str
    categorie: str
    montant: int
    echeance: date
    encaisse: int
    niveau: int | None
    derniere_relance: date | None
    litige: bool
    promesse: date | None
    lien: str
    piece: str
    etat_sync: str
    retenue: str
    avoir_sur: str = ""
    deduit: int = 0

    @property
    def solde(self) -> int:
        """What is still owed, in cents."""
        return self.montant - self.deduit - self.encaisse


class Paiements(NamedTuple):
    """What the ledger says of each invoice, by folded number.

    Attributes:
        recu: cents received, from every row whose amount can be read, even one left out of the
            turnover: who has paid must not be reminded.
        douteux: invoices that a row names with an amount that cannot be read.
        payeurs: who paid, by number: the client as :func:`nom_client` compares it.
    """

    recu: dict[str, int]
    douteux: frozenset[str]
    payeurs: dict[str, str]


class Recettes(NamedTuple):
    """The readable rows of tblRecettes, by column; amounts in cents, categories as codes."""

    lignes: list[int]
    dates: list[date]
    montants: list[int]
    categories: list[str]
    factures: list[str]

    def until(self, jour: date) -> Recettes:
        """The receipts already there at the end of that day."""
        if not self.dates or max(self.dates) <= jour:
            return self
        return self._celles([at for at, day in enumerate(self.dates) if day <= jour])

    def d_un_an(self, jour: date) -> Recettes:
        """Those of the twelve months that end that day."""
        since = add_months(jour, -12)
        return self._celles([at for at, day in enumerate(self.dates) if since < day <= jour])

    def _celles(self, rangs: Sequence[int]) -> Recettes:
        return Recettes(*([column[at] for at in rangs] for column in self))  # type: ignore[arg-type]


class Modele(NamedTuple):
    """One mail text: the row it stands on, its level and profile, its two templates.

    ``type_client`` is the kind of client it is for, empty for all; ``ton`` and ``langue`` are
    folded.
    """

    ligne: int
    niveau: int
    profil: str
    objet: str
    corps: str
    type_client: str = ""
    ton: str = VOUS
    langue: str = FRANCAIS


class Relance(NamedTuple):
    """One row of tblRelances."""

    ligne: int
    id: str
    jour: date
    facture: str
    niveau: int
    canal: str
    destinataire: str
    etat: str
    message_id: str
    detail: str


class Geste(NamedTuple):
    """What the user did by hand about an invoice and noted in tblRelances: a call, a letter.

    ``niveau`` is None when the row tells no level: that was a contact, no step of the reminders.
    ``appel`` when it was a call.
    """

    jour: date
    niveau: int | None
    appel: bool = False

    @property
    def compte(self) -> int | None:
        """The level it stands for: a mise en demeure is written, no call is one, nor what follows.

        >>> day = date(2026, 11, 20)
        >>> [Geste(day, level, True).compte for level in (2, 3)], Geste(day, 3).compte
        ([2, None], 3)
        """
        spoken = self.appel and self.niveau is not None and self.niveau >= MISE_EN_DEMEURE
        return None if spoken else self.niveau


class Parametres(NamedTuple):
    """The settings; amounts in cents, thresholds per million, ``jours`` by folded profile.

    ``illisibles`` are the labels of the limits that are set and cannot be read: their defaults
    stand in their places, and nothing may leave on their word.
    """

    nom: str = ""
    categorie_principale: str = ""
    regime: Regime = Regime()
    periodicite: str = TRIMESTRIELLE
    solde_initial: int = 0
    date_solde: date | None = None
    reserve: int = 0
    objectif: int = 0
    scenario: str = REALISTE
    part_perdue: int = 0
    reglages: Reglages = Reglages()
    tva_depuis: date | None = None
    jours: dict[str, tuple[int, ...]] = {}  # noqa: RUF012 - a NamedTuple default, never changed
    ferme_des: int = 0
    relances_par_envoi: int = 50
    expediteur: str = ""
    iban: str = ""
    date_du_jour: date | None = None
    identifiant: str = ""
    periodicite_depuis: date | None = None
    suspendues: date | None = None
    siren: str = ""
    delai_mise_en_demeure: int = 8
    adresse: str = ""
    taux_convenu: int | None = None
    seuil_impayes: int = 300_000
    seuil_dependance: int = 500_000
    envois_par_minute: int = 0
    envois_par_jour: int = 0
    releves_jours: int = 10
    illisibles: tuple[str, ...] = ()
    releves_au: date | None = None
    malgre_releves: bool = False  # the user's word for one run: old statements hold nothing

    def periodes(self, debut: date, fin: date) -> list[Periode]:
        """The declarations that hold the days from ``debut`` to ``fin``, oldest first."""
        return periodes(
            debut, fin, self.periodicite, self.regime.debut_activite, self.periodicite_depuis
        )


class Book(NamedTuple):
    """A whole workbook, read on one day.

    ``ids_relances`` are the Ids of all the rows of tblRelances, even unreadable ones;
    ``recettes_hors_tableau`` the sheet rows typed under the ledger's table; ``loi`` the law's
    figures, under those typed in the sheet Barèmes; ``gestes`` what was done by hand, and
    ``taches`` what is to be, by folded number of invoice; ``releves`` the day up to which
    the bank is known; ``a_confirmer`` the row of Banque that may have paid an invoice, by number.
    """

    aujourdhui: date
    parametres: Parametres
    clients: dict[str, Client]
    factures: list[Facture]
    recettes: Recettes
    modeles: list[Modele]
    relances: list[Relance]
    findings: list[Finding]
    ids_relances: frozenset[str] = frozenset()
    recettes_hors_tableau: tuple[int, ...] = ()
    loi: Baremes = LOI
    taches: Mapping[str, str] = {}
    gestes: Mapping[str, Sequence[Geste]] = {}
    releves: date | None = None
    a_confirmer: Mapping[str, int] = {}

    def client(self, name: str) -> Client | None:
        """The client of that name, whatever its case."""
        return self.clients.get(nom_client(name))

    def profil(self, facture: Facture, client: Client | None) -> str:
        """The profile by which a client's invoice is reminded; without one, as a standard's."""
        own = client.profil if client is not None else STANDARD
        return profil(own, facture.montant, self.parametres.ferme_des)


#: A category as it may be typed, folded -> its code.
CATEGORIES: Final = {fold(name): code for label, code in CODES.items() for name in (label, code)}


def key(name: str) -> str:
    """A name or number as it is compared: spaces around and case do not matter.

    >>> key(" F-2026-001 ") == key("f-2026-001")
    True
    """
    return name.strip().casefold()


@lru_cache(maxsize=20_000)
def nom_client(name: str) -> str:
    """A client's name as it is compared: what looks the same is the same.

    >>> nom_client("E\u0301ric  Le\u00a0Roux") == nom_client("éric le roux")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def numero_approche(number: str) -> str:
    """An invoice number reduced to what a hurried hand would keep of it; to hold, never to pay.

    >>> {numero_approche(n) for n in ("F\u00a0-\u20111", "f-001", "n° F 1", "F-1")}
    {'f1'}
    """
    text = unicodedata.normalize("NFKC", number).casefold()
    text = text.removeprefix("facture").strip().removeprefix("no ").removeprefix("n°")
    text = "".join(c for c in text if c.isalnum())
    return re.sub(r"(?<!\d)0+(?=\d)", "", text)


def categorie_retenue(book: Book, facture: Facture) -> str:
    """The category an invoice's money will count under: its own, else the main one."""
    return CATEGORIES.get(fold(facture.categorie)) or book.parametres.categorie_principale
