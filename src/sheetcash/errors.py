"""Every error sheetcash can raise, each with what happened and what to do, in French.

This module knows nothing of the rest of the package.

::

    SheetcashError
    ├── InputError                what the user gave cannot be used
    │   ├── NoSuchWorkbook        no file at that path
    │   ├── NotAWorkbook          the file is not an .xlsx / .xlsm
    │   ├── PasswordProtected     the file is encrypted
    │   ├── MissingSheet          a sheet of the contract is absent
    │   ├── MissingColumn         a column of the contract is absent
    │   ├── UnknownRange          Google was asked for a sheet that is not there
    │   ├── BadCell               one cell cannot be read
    │   ├── BadTemplate           a mail text of the sheet Modèles cannot be rendered
    │   ├── BadSetting            a setting of the program cannot be used
    │   ├── NotAnAmount           a value that cannot be read as an amount
    │   ├── UnknownTerms          payment terms that cannot be read
    │   ├── BeforeActivity        a year before the activity began
    │   ├── AlreadyThere          a file of that name exists: it is never replaced
    │   ├── PieceInutilisable     the file that a cell « Pièce » names cannot be used
    │   │   └── PieceIntrouvable  … because it is not there
    │   ├── NotANotice            a file that tells of no mail that came back
    │   ├── NotAStatement         a file that no bank's statement can be read in
    │   │   ├── UnknownColumns    … a CSV file whose columns are of no bank we know
    │   │   └── WrongMapping      … it has not the columns that the mapping names
    │   ├── NotAnInvoice          a file that no invoice can be read in
    │   │   ├── IncompleteInvoice … a field that every invoice has is missing or cannot be read
    │   │   ├── UnknownInvoiceColumns  … a CSV file whose columns tell of no invoices
    │   │   └── WrongInvoiceMapping … it has not the columns that the mapping names
    │   ├── JetonInvalide         a file that proves no time-stamp
    │   ├── SceauRecent           a seal of a form that only a newer sheetcash knows
    │   ├── DamagedExport         a folder made for the accountant that cannot be read back
    │   ├── NotInRegister         no sealed row of that number
    │   └── NotInWorkbook         no invoice or client of that name
    ├── RuleError                 the law's figures do not answer
    │   ├── NoRuleForDate         no figure is known for that day
    │   └── ParameterNeeded       the figure exists but must be entered by the user
    ├── StoreError                the workbook or the journal could not be reached
    │   ├── Locked                open in another program, or another run is under way
    │   ├── ExternallyChanged     changed since it was read
    │   ├── AutreClasseur         it bears another identity than when the run began
    │   ├── QuotaExceeded         the host refuses more requests for now
    │   ├── AccessDenied          read-only, or not ours to open
    │   │   └── AccessLost        … because the access that was given is gone
    │   ├── LettreImpossible      the letter that goes with a mail cannot be printed
    │   ├── NoFileAtHand          known by an address only (OneDrive, SharePoint)
    │   ├── Uncertain             a change was asked for and no answer tells: it may be made
    │   └── WriteFailed           full disk and the like: nothing was changed
    └── SendError                 a message did not leave, or may not have
        ├── Refused               the server said no for good
        │   ├── AddressRefused    … to this recipient, and to no one else
        │   └── TropLourd         … to a mail of that weight: with fewer files it may pass
        ├── Deferred              the server said later, or was not reached
        └── Unknown               handed over, then no answer: its fate is unknown
"""

from __future__ import annotations


class SheetcashError(Exception):
    """Root of all errors; shown to the user as two French sentences, never as a traceback.

    Attributes:
        probleme: what happened.
        que_faire: what the user can do about it.

    >>> str(SheetcashError("Le fichier est vide.", "Choisissez-en un autre."))
    'Le fichier est vide. Choisissez-en un autre.'
    """

    def __init__(self, probleme: str, que_faire: str = "") -> None:
        super().__init__(probleme, que_faire)
        self.probleme = probleme
        self.que_faire = que_faire

    def __str__(self) -> str:
        return f"{self.probleme} {self.que_faire}".strip()


class InputError(SheetcashError):
    """What the user gave cannot be used."""


class NoSuchWorkbook(InputError):
    """No file at that path."""


class NotAWorkbook(InputError):
    """The file is not an Excel workbook (.xlsx or .xlsm)."""


class PasswordProtected(InputError):
    """The workbook is encrypted with a password."""


def _nearest(nearest: str) -> str:
    return f" Le plus proche trouvé : « {nearest} »." if nearest else ""


class MissingSheet(InputError):
    """A sheet of the contract is absent from the workbook.

    >>> print(MissingSheet("Factures", "Facture"))
    La feuille « Factures » manque dans le classeur. Le plus proche trouvé : « Facture ». \
Rendez-lui ce nom exact, ou restaurez une sauvegarde.
    """

    def __init__(self, sheet: str, nearest: str = "") -> None:
        super().__init__(
            f"La feuille « {sheet} » manque dans le classeur.{_nearest(nearest)}",
            "Rendez-lui ce nom exact, ou restaurez une sauvegarde.",
        )
        self.sheet = sheet
        self.nearest = nearest


class MissingColumn(InputError):
    """A column of the contract is absent from its sheet.

    >>> MissingColumn("Clients", "Courriel", "E-mail").column
    'Courriel'
    """

    def __init__(self, sheet: str, column: str, nearest: str = "") -> None:
        super().__init__(
            f"Feuille « {sheet} » : la colonne « {column} » manque.{_nearest(nearest)}",
            "Rendez ce titre à la colonne (l'ordre des colonnes est libre).",
        )
        self.sheet = sheet
        self.column = column
        self.nearest = nearest


class UnknownRange(InputError):
    """Google was asked for a sheet that is not there."""


class BadCell(InputError):
    """One cell cannot be read.

    >>> BadCell("Factures", 12, "Montant", "abc", "un montant est attendu").row
    12
    """

    def __init__(self, sheet: str, row: int, column: str, value: object, why: str) -> None:
        super().__init__(
            f"Feuille « {sheet} », ligne {row}, colonne « {column} » : « {value} », {why}.",
            "Corrigez la cellule.",
        )
        self.sheet = sheet
        self.row = row
        self.column = column
        self.value = value
        self.why = why


class BadTemplate(InputError):
    """A mail text of the sheet Modèles cannot be rendered.

    ``row`` is the sheet row of the text at fault, ``column`` ``Objet`` or ``Corps``.
    """

    def __init__(self, row: int, column: str, why: str) -> None:
        super().__init__(
            f"Feuille « Modèles », ligne {row}, colonne « {column} » : {why}.",
            "Corrigez le texte ; rien n'a été envoyé avec lui.",
        )
        self.row = row
        self.column = column
        self.why = why


class BadSetting(InputError):
    """A setting of the program (file or SHEETCASH_ variable) cannot be used."""


class NotAnAmount(InputError):
    """A value that cannot be read as an amount; the message says why."""


class UnknownTerms(InputError):
    """Payment terms that cannot be read."""


class BeforeActivity(InputError):
    """A year before the activity began."""


class AlreadyThere(InputError):
    """A file of that name exists: it is never replaced."""


class PieceInutilisable(InputError):
    """The file that a cell « Pièce » names is not there, or cannot be used.

    Attributes:
        ligne: the row of Factures that names it, where a mail bears several invoices; else 0.
    """

    ligne = 0


class PieceIntrouvable(PieceInutilisable):
    """No file where a cell « Pièce » says."""


class NotANotice(InputError):
    """A file that tells of no mail that came back."""


class NotAStatement(InputError):
    """A file that no bank's statement can be read in: empty, too large, a PDF."""


class UnknownColumns(NotAStatement):
    """A CSV file whose columns are of no bank we know; ``titres`` are those it has."""

    def __init__(self, nom: str, titres: tuple[str, ...]) -> None:
        listed = " ; ".join(f"« {one} »" for one in titres[:12])
        super().__init__(
            f"{nom} : les colonnes de ce fichier ne sont celles d'aucune banque connue ({listed}).",
            "Dites quelle colonne tient la date, le libellé et le montant : ce sera retenu.",
        )
        self.titres = titres


class WrongMapping(NotAStatement):
    """A CSV file that has not the columns that the mapping names; ``absents`` are those."""

    def __init__(self, nom: str, mapping: str, absents: tuple[str, ...]) -> None:
        listed = ", ".join(f"« {one} »" for one in absents)
        super().__init__(
            f"{nom} : ce fichier n'a pas toutes les colonnes dites pour « {mapping} » : il manque "
            f"{listed}.",
            "Écrivez leurs titres comme dans le fichier, ou choisissez la banque dont il vient.",
        )
        self.absents = absents


class NotAnInvoice(InputError):
    """A file that no invoice can be read in: empty, a PDF of images only, damaged XML."""


class IncompleteInvoice(NotAnInvoice):
    """A field is missing or cannot be read; ``champ`` is its name in EN 16931, as ``BT-1``."""

    def __init__(self, nom: str, champ: str, mots: str, why: str) -> None:
        super().__init__(
            f"{nom} : {mots} ({champ}) {why}.",
            "Demandez une facture corrigée à qui l'a émise, ou saisissez-la à la main.",
        )
        self.champ = champ


class UnknownInvoiceColumns(NotAnInvoice):
    """A CSV file whose columns tell of no invoices; ``titres`` are those it has."""

    def __init__(self, nom: str, titres: tuple[str, ...]) -> None:
        listed = " ; ".join(f"« {one} »" for one in titres[:12])
        super().__init__(
            f"{nom} : ces colonnes ne sont pas celles d'une liste de factures ({listed}).",
            "Dites quelle colonne tient le n°, la date, le client et le montant : ce sera retenu.",
        )
        self.titres = titres


class WrongInvoiceMapping(NotAnInvoice):
    """A CSV file that has not the columns that the mapping names; ``absents`` are those."""

    def __init__(self, nom: str, mapping: str, absents: tuple[str, ...]) -> None:
        listed = ", ".join(f"« {one} »" for one in absents)
        super().__init__(
            f"{nom} : ce fichier n'a pas toutes les colonnes dites pour « {mapping} » : il manque "
            f"{listed}.",
            "Écrivez leurs titres comme dans le fichier, ou choisissez le logiciel dont il vient.",
        )
        self.absents = absents


class JetonInvalide(InputError):
    """A file that is no time-stamp token, or one that proves nothing; the message says why."""


class SceauRecent(InputError):
    """A seal of a form that only a newer sheetcash knows."""

    def __init__(self, version: int) -> None:
        super().__init__(
            "Ce registre a été scellé par une version plus récente de sheetcash "
            f"(forme {version}) : ses sceaux ne peuvent pas être vérifiés ici.",
            "Mettez sheetcash à jour, puis recommencez.",
        )


class DamagedExport(InputError):
    """A folder made for the accountant that cannot be read back: a file is missing or altered."""


class NotInRegister(InputError):
    """No sealed row of that number in a register.

    >>> print(NotInRegister("Achats", "12").probleme)
    Feuille « Achats » : aucune ligne scellée ne porte le n° 12.
    """

    def __init__(self, sheet: str, numero: str, *, libre: bool = False) -> None:
        super().__init__(
            f"Feuille « {sheet} » : aucune ligne scellée ne porte le n° {numero}.",
            "Cette ligne n'est pas scellée : changez-la dans la feuille."
            if libre
            else "Donnez le n° qu'elle a dans la première colonne.",
        )


class NotInWorkbook(InputError):
    """No invoice or client of that name.

    >>> print(NotInWorkbook("facture", "F-9", "F-8"))
    La facture « F-9 » n'est pas dans ce classeur. Le plus proche trouvé : « F-8 ».
    """

    def __init__(self, kind: str, name: str, nearest: str = "") -> None:
        article = "La" if kind == "facture" else "Le"
        super().__init__(
            f"{article} {kind} « {name} » n'est pas dans ce classeur.{_nearest(nearest)}"
        )


class RuleError(SheetcashError):
    """The law's figures do not answer."""


class NoRuleForDate(RuleError):
    """No figure is known for that day."""


class ParameterNeeded(RuleError):
    """The figure exists in law but is not known to sheetcash: the user must enter it."""


class StoreError(SheetcashError):
    """The workbook or the journal could not be reached or written."""


class Locked(StoreError):
    """Open in another program, or another run is under way."""


class ExternallyChanged(StoreError):
    """Changed by someone else since it was read."""


class AutreClasseur(StoreError):
    """It bears another identity than when the run began: what is known of one is not of it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"« {name} » a changé d'« Identifiant du classeur » pendant l'envoi : est-ce une autre "
            "version, ou un autre classeur ?",
            "Rien d'autre ne part. Remettez dans Paramètres l'identifiant d'avant, ou la version "
            "d'avant du classeur.",
        )


class QuotaExceeded(StoreError):
    """The host refuses more requests for now."""


class AccessDenied(StoreError):
    """Read-only, or not ours to open."""


class AccessLost(AccessDenied):
    """The access that the user gave is revoked or expired: it must be given again."""


class LettreImpossible(StoreError):
    """The letter that goes with a mail cannot be printed: that mail waits, the others leave."""


class NoFileAtHand(StoreError):
    """The host gives an address of the workbook (OneDrive, SharePoint), not a file."""


class Uncertain(StoreError):
    """A change was asked for and no answer tells whether it was made: look before asking again."""


class WriteFailed(StoreError):
    """The write did not happen (full disk, ...): the former content is intact."""


class SendError(SheetcashError):
    """A message did not leave, or may not have left."""


class Refused(SendError):
    """The server said no for good (5xx): sending again would not help."""


class AddressRefused(Refused):
    """The server said no to this recipient: the address must change."""


class TropLourd(Refused):
    """The mail weighs more than its carrier takes; nothing of it was kept."""


class Deferred(SendError):
    """The server said later (4xx) or was never reached: a later run may try again."""


class Unknown(SendError):
    """The message was handed over and no answer came: it may have left, or not."""
