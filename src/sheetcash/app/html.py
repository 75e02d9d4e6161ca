"""A mail's HTML version, made from its text: the same words, a button to pay, a transfer's QR code.

It must not know the workbook. What the text says is escaped and never taken for markup; nothing is
fetched from anywhere, so that nobody learns that the mail was read. Written for mail programs:
tables and styles on each element for Outlook, plain colours that survive a dark mode, a width that
a telephone can narrow.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final, NamedTuple

from sheetcash.core.virement import compact

INK, GREY, TEAL, TINT, LINE = "#111827", "#6B7280", "#0F766E", "#F0FDFA", "#E5E7EB"
_FONT: Final = "font-family:Calibri,Carlito,'Segoe UI',Helvetica,Arial,sans-serif"
_BODY: Final = f"{_FONT};font-size:16px;line-height:24px;color:{INK}"
_SMALL: Final = f"{_FONT};font-size:13px;line-height:19px;color:{GREY}"

_MOTS: Final = {
    "fr": {
        "payer": "Payer en ligne",
        "scanner": "Payer par virement : scannez ce code avec l’application de votre banque",
        "ordre": "{montant} à {nom}, référence {reference}",
        "scanner_tu": "Payer par virement : scanne ce code avec l’application de ta banque",
        "code": "Code du virement",
    },
    "en": {
        "payer": "Pay online",
        "scanner": "Pay by bank transfer: scan this code with your banking app",
        "ordre": "{montant} to {nom}, reference {reference}",
        "code": "Bank transfer code",
    },
}

#: The end of a line that gives an address to go to: « Paiement en ligne : https://… ».
_INTITULE: Final = re.compile(r"(?P<mots>.*?\w.*?)\s*:\s*", re.DOTALL)
_SPACES: Final = re.compile(" {2,}")


class Virement(NamedTuple):
    """A transfer that the mail asks for, as it is shown.

    Attributes:
        iban: the account, as the text writes it.
        nom: who is paid.
        montant: how much, ready to be shown.
        reference: what the transfer should say.
        cid: the name of the QR code's image; empty: there is none.
        cote: how wide that image is, in pixels.
    """

    iban: str
    nom: str
    montant: str
    reference: str
    cid: str = ""
    cote: int = 0


def html(
    texte: str,
    *,
    langue: str = "fr",
    tutoiement: bool = False,
    liens: tuple[str, ...] = (),
    factures: tuple[str, ...] = (),
    virement: Virement | None = None,
) -> str:
    """The whole HTML document of a mail.

    A line that names the account, or ends with the link to pay, makes its paragraph a frame; the
    words before the link become the button's.

    Args:
        texte: the text version, paragraphs parted by blank lines.
        langue: ``fr`` or ``en``, for the few words that are not the text's own.
        tutoiement: whether French says « tu ».
        liens: the addresses to pay at, as the text has them.
        factures: the invoices' addresses, as the text has them.
        virement: what the code asks for.
    """
    mots = _MOTS.get(langue, _MOTS["fr"])
    if tutoiement and "scanner_tu" in mots:
        mots = mots | {"scanner": mots["scanner_tu"]}
    account = compact(virement.iban) if virement is not None else ""
    rows, coded = [], False
    for paragraph in re.split(r"\n\s*\n", texte.strip()):
        lines = paragraph.split("\n")
        pays = [next((one for one in liens if one in line), "") for line in lines]
        transfers = [bool(account) and account in compact(line) for line in lines]
        if not any(pays) and not any(transfers):
            rows.append(_paragraphe([_ligne(line, factures) for line in lines]))
            continue
        inside = [
            _bouton(line, pay, mots) if pay else f"<div>{_ligne(line, factures)}</div>"
            for line, pay in zip(lines, pays, strict=True)
        ]
        if virement is not None and virement.cid and any(transfers) and not coded:
            inside.append(_code(virement, mots))
            coded = True
        rows.append(_cadre("".join(inside)))
    return _DOCUMENT.format(langue=langue if langue in _MOTS else "fr", corps="\n".join(rows))


def _texte(text: str) -> str:
    """Text as markup shows it, its spaces kept."""
    shown = escape(text.expandtabs(4), quote=True)
    return _SPACES.sub(lambda found: "&nbsp;" * (len(found[0]) - 1) + " ", shown)


def _lien(address: str, words: str, style: str) -> str:
    return f'<a href="{escape(address)}" style="{style}">{words}</a>'


def _ligne(line: str, addresses: tuple[str, ...]) -> str:
    """A line of text, the known addresses in it made links."""
    for address in addresses:
        before, found, after = line.partition(address)
        if found:
            style = f"color:{TEAL};text-decoration:underline;word-break:break-all"
            return _texte(before) + _lien(address, _texte(address), style) + _texte(after)
    return _texte(line)


def _paragraphe(lines: list[str]) -> str:
    text = "<br>\n".join(lines)
    return f'<tr><td style="{_BODY};padding:0 0 16px 0;word-break:break-word">{text}</td></tr>'


def _cadre(inside: str) -> str:
    return (
        '<tr><td style="padding:0 0 16px 0"><table role="presentation" width="100%" '
        f'cellpadding="0" cellspacing="0" border="0" bgcolor="{TINT}" '
        f'style="background-color:{TINT};border-left:4px solid {TEAL}"><tr>'
        f'<td style="{_BODY};padding:14px 16px;word-break:break-word">{inside}</td>'
        "</tr></table></td></tr>"
    )


def _bouton(line: str, lien: str, mots: dict[str, str]) -> str:
    """The line that ends with the link as a button, its address under it for all to check."""
    before, _, after = line.partition(lien)
    titled = _INTITULE.fullmatch(before)
    if (before.strip() and not titled) or after.strip(" ."):  # in the middle of a sentence
        return f"<div>{_ligne(line, (lien,))}</div>"
    words = titled["mots"].strip() if titled and len(titled["mots"]) <= 40 else mots["payer"]
    button = f"color:#FFFFFF;text-decoration:none;font-weight:bold;{_FONT};font-size:16px"
    small = f"{_SMALL};text-decoration:underline;word-break:break-all"
    return (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" '
        'style="margin:12px 0 4px 0"><tr>'
        f'<td bgcolor="{TEAL}" style="background-color:{TEAL};border-radius:6px;'
        f'padding:11px 22px">{_lien(lien, _texte(words), button)}</td></tr></table>'
        f'<div style="{_SMALL}">{_lien(lien, _texte(lien), small)}</div>'
    )


def _code(virement: Virement, mots: dict[str, str]) -> str:
    """The QR code on a white that no dark mode turns, and what it will ask the bank for."""
    order = mots["ordre"].format(
        montant=virement.montant, nom=virement.nom, reference=virement.reference
    )
    side = virement.cote
    return (
        f'<div style="margin-top:14px">{_texte(mots["scanner"])}</div>'
        f'<div style="margin:8px 0;line-height:0"><img src="cid:{escape(virement.cid)}" '
        f'width="{side}" height="{side}" alt="{_texte(mots["code"])}" '
        f'style="display:block;width:{side}px;height:{side}px;background-color:#FFFFFF;'
        'border:0"></div>'
        f'<div style="{_SMALL}">{_texte(order)}</div>'
    )


_DOCUMENT: Final = """\
<!DOCTYPE html>
<html lang="{langue}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no">
<title></title>
</head>
<body style="margin:0;padding:0;background-color:#FFFFFF" bgcolor="#FFFFFF">
<!--[if mso]><table role="presentation" width="600"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" \
style="max-width:600px">
<tr><td style="padding:16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
{corps}
</table>
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</body>
</html>
"""
