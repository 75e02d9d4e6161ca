"""How a reminder's text is put together: its parts, and the blocks that all texts share.

What the user then reads in the sheet Modèles is plain: one condition for several invoices, one line
for each way to pay.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Ligne(NamedTuple):
    """One row of the sheet Modèles, in its words; blank for what suits everyone."""

    niveau: int
    profil: str
    type_client: str
    ton: str
    langue: str
    objet: str
    corps: str


class Blocs(NamedTuple):
    """What the texts of one tone and language share.

    Attributes:
        ton: the sheet's word, blank in English.
        langue: the sheet's word.
        salut: the first line of a mail.
        regle: what was paid already.
        regle_aussi: what goes on that sentence when credit notes lowered the balance, too.
        avoir: what they took off, when nothing was paid.
        virement: how to pay by transfer.
        en_ligne: how to pay on line.
        virements: how to pay several invoices by transfer.
    """

    ton: str
    langue: str
    salut: str
    regle: str
    regle_aussi: str
    avoir: str
    virement: str
    en_ligne: str
    virements: str


class Rappel(NamedTuple):
    """A text of levels 0 to 2, which may gather several invoices.

    Attributes:
        niveau: its level.
        profil: its profile.
        objets: the subject when there are several invoices.
        objet: the subject of one.
        plusieurs: what introduces their list.
        seule: what is said of one invoice.
        suite: what follows, however many there are.
        formule: the closing words.
        type_client: whom it is for; blank for all.
    """

    niveau: int
    profil: str
    objets: str
    objet: str
    plusieurs: str
    seule: str
    suite: str
    formule: str
    type_client: str = ""


class Sommation(NamedTuple):
    """A text of level 3, about one invoice: profile, type of client, opening, then all the rest."""

    profil: str
    type_client: str
    salut: str
    objet: str
    rappel: str
    suite: str
    formule: str


def rappel(one: Rappel, blocs: Blocs) -> Ligne:
    """The row of a reminder."""
    corps = f"""{blocs.salut}

{{% if liste %}}
{one.plusieurs}

{{{{ liste }}}}

{{% if iban %}}{blocs.virements}{{% endif %}}
{{% else %}}
{one.seule}

{_deduit(blocs)}

{_regler(blocs)}
{{% endif %}}

{one.suite}

{one.formule}

{{{{ nom }}}}"""
    objet = f"{{% if liste %}}{one.objets}{{% else %}}{one.objet}{{% endif %}}"
    return _ligne(one.niveau, one.profil, one.type_client, blocs, objet, corps)


def sommation(one: Sommation, blocs: Blocs) -> Ligne:
    """The row of a mise en demeure."""
    corps = f"""{one.salut}

{one.rappel}

{_deduit(blocs)}

{one.suite}

{_regler(blocs)}

{one.formule}

{{{{ nom }}}}"""
    return _ligne(3, one.profil, one.type_client, blocs, one.objet, corps)


def _deduit(blocs: Blocs) -> str:
    """Why the balance is not the invoice's amount."""
    return (
        f"{{% if partiel %}}{blocs.regle}{{% if avoir %}}{blocs.regle_aussi}{{% endif %}}."
        f"{{% elif avoir %}}{blocs.avoir}.{{% endif %}}"
    )


def _regler(blocs: Blocs) -> str:
    return (
        f"{{% if iban %}}{blocs.virement}{{% endif %}}\n"
        f"{{% if lien %}}{blocs.en_ligne}{{% endif %}}"
    )


def _ligne(niveau: int, profil: str, kind: str, blocs: Blocs, objet: str, corps: str) -> Ligne:
    typed = (_typographie(text, blocs.langue) for text in (objet, corps))
    return Ligne(niveau, profil, kind, blocs.ton, blocs.langue, *typed)


def _typographie(text: str, langue: str) -> str:
    """As readers expect it: typographic apostrophes; in French, no lone mark at a line's start."""
    text = text.replace("'", "\u2019")
    return text if langue == "English" else re.sub(r" (?=[:;?!»])|(?<=«) ", "\u00a0", text)
