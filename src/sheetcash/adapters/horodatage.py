"""A time-stamping server over HTTP, and its tokens read and verified (RFC 3161).

rfc3161-client makes the requests, reads the answers and verifies the signatures; it comes with the
extra ``horodatage`` and is imported when it is asked for.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from sheetcash.adapters.der import ranger_certificats
from sheetcash.adapters.jetons import MAX_OCTETS
from sheetcash.errors import BadSetting, Deferred, JetonInvalide, Refused
from sheetcash.ports.horodatage import Jeton, LecteurDeJetons

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, Name
    from rfc3161_client import TimeStampResponse

#: From the first byte sent to the last one received, in seconds.
DELAI: Final = 15.0

_SHA256: Final = "2.16.840.1.101.3.4.2.1"
_ACCORDE: Final = 0
_AUTRE: Final = "Donnez une autre adresse à --horodater."
_PLUS_TARD: Final = (
    "Relancez « sheetcash sceller CLASSEUR --horodater » plus tard : ce qui est scellé le reste."
)


@contextmanager
def _bibliotheque() -> Iterator[None]:
    """Import in this block what the extra ``horodatage`` brings.

    Raises:
        BadSetting: it is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise BadSetting(
            "L'horodatage demande la bibliothèque rfc3161-client, qui n'est pas installée.",
            "Dans le dossier de sheetcash : pip install '.[horodatage]'.",
        ) from error


class LecteurRfc3161:
    """Reads tokens; fulfils :class:`sheetcash.ports.horodatage.LecteurDeJetons`.

    Args:
        autorites: a PEM file of the certificates that the user trusts; without it no signature is
            verified, and tokens say so.

    Raises:
        BadSetting: the library is not installed, or that file holds no certificate.
    """

    def __init__(self, autorites: Path | None) -> None:
        with _bibliotheque():
            import rfc3161_client

        self._lib = rfc3161_client
        self._racines = _certificats(autorites) if autorites is not None else []

    def lire(self, contenu: bytes) -> Jeton:
        """What a token says, once all of it that can be checked alone was."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cryptography's, on odd certificates
            try:
                reponse = self._lib.decode_timestamp_response(ranger_certificats(contenu))
                _accordee(reponse)
                jeton = _lu(reponse, verifiee=bool(self._racines))
            except JetonInvalide:
                raise
            except Exception as error:  # the library's ValueError, KeyError, InvalidVersion...
                raise JetonInvalide("ce n'est pas un jeton d'horodatage lisible") from error
            if self._racines:
                self._verifier(reponse)
        return jeton

    def _verifier(self, reponse: TimeStampResponse) -> None:
        """Hold the signature and the chain of its certificate against the user's authorities.

        Certificates are judged at the token's own moment: they may have expired since.
        """
        builder = self._lib.VerifierBuilder()
        for one in self._racines:
            builder = builder.add_root_certificate(one)
        try:
            builder.build().verify(reponse, reponse.tst_info.message_imprint.message)
        except Exception as error:
            raise JetonInvalide(
                "sa signature n'est pas celle d'une autorité de votre fichier tsa_ca"
            ) from error


def _certificats(path: Path) -> list[Certificate]:
    with _bibliotheque():
        from cryptography.x509 import load_pem_x509_certificates
    try:
        found = load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        why = f"ne peut pas être lu ({error.strerror})"
        raise BadSetting(
            f"Le fichier d'autorités d'horodatage « {path} » {why}.",
            "Corrigez le réglage tsa_ca (SHEETCASH_TSA_CA).",
        ) from error
    except ValueError as error:
        raise BadSetting(
            f"Le fichier d'autorités d'horodatage « {path} » n'a pas de certificat lisible.",
            "Il doit être au format PEM (-----BEGIN CERTIFICATE-----) : demandez-le à l'autorité.",
        ) from error
    return list(dict.fromkeys(found))  # the library takes none twice


def _accordee(reponse: TimeStampResponse) -> None:
    if reponse.status != _ACCORDE:
        said = " ".join(" ".join(reponse.status_string).split())[:200]
        raise JetonInvalide("il n'est pas accordé" + (f" : « {said} »" if said else ""))


def _lu(reponse: TimeStampResponse, *, verifiee: bool) -> Jeton:
    info = reponse.tst_info
    if info.message_imprint.hash_algorithm.dotted_string != _SHA256:
        raise JetonInvalide("il porte une autre empreinte que SHA-256")
    return Jeton(
        info.message_imprint.message.hex(),
        info.gen_time.astimezone(UTC),
        _signataire(reponse),
        verifiee,
        info.nonce,
    )


def _signataire(reponse: TimeStampResponse) -> str:
    """Whose certificate signs the token."""
    from cryptography.x509 import load_der_x509_certificate

    (signature,) = reponse.signed_data.signer_infos
    for one in map(load_der_x509_certificate, reponse.signed_data.certificates):
        if (one.issuer, one.serial_number) == (signature.issuer, signature.serial_number):
            return _nom(one.subject)
    raise JetonInvalide("il ne porte pas le certificat de qui l'a signé")


def _nom(name: Name) -> str:
    """A subject in a few words: its common name and its organization."""
    from cryptography.x509 import NameOID

    parts: list[str] = []
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        parts += [str(one.value) for one in name.get_attributes_for_oid(oid)]
    said = ", ".join(dict.fromkeys(parts)) or name.rfc4514_string()
    return "".join(char if char.isprintable() else "\ufffd" for char in said)[:120]


class _SansRenvoi(urllib.request.HTTPRedirectHandler):
    """No redirection: a request that is sent on loses its content, or goes who knows where."""

    def redirect_request(self, *_: object) -> None:
        return None


class ServeurHorodatage:
    """A time-stamping server; fulfils :class:`sheetcash.ports.horodatage.Horodateur`.

    It gets the SHA-256 of a seal, nothing else of the workbook.

    Args:
        url: its address, ``http://`` or ``https://``.
        lecteur: what reads its tokens.
        delai: how long it may take in all, in seconds.

    Raises:
        BadSetting: that is not such an address, or the library is not installed.
    """

    def __init__(self, url: str, lecteur: LecteurDeJetons, delai: float | None = None) -> None:
        self._url, self._lecteur = adresse(url), lecteur
        self._delai = DELAI if delai is None else delai
        self._qui = f"Le serveur d'horodatage « {urlsplit(self._url).netloc} »"
        with _bibliotheque():
            import rfc3161_client
        self._lib = rfc3161_client

    def demander(self, texte: str) -> bytes:
        """A token over that text, as the server gave it."""
        donnees = texte.encode()
        demande = (
            self._lib.TimestampRequestBuilder()
            .data(donnees)
            .hash_algorithm(self._lib.HashAlgorithm.SHA256)
            .build()
        )
        genre, contenu = self._a_temps(demande.as_bytes())
        if len(contenu) > MAX_OCTETS:
            raise Refused(f"{self._qui} envoie bien plus qu'un horodatage.", _AUTRE)
        try:
            jeton = self._lecteur.lire(contenu)
        except JetonInvalide as error:
            kind = "" if genre == "application/timestamp-reply" else f" ({genre or 'sans type'})"
            raise Refused(
                f"{self._qui} n'a pas donné d'horodatage{kind} : {error.probleme}.", _AUTRE
            ) from error
        if jeton.empreinte != sha256(donnees).hexdigest():
            raise Refused(f"{self._qui} a horodaté autre chose que le sceau.", _AUTRE)
        if jeton.alea != demande.nonce:
            raise Refused(
                f"{self._qui} a donné une réponse qui n'est pas celle de cette demande.", _AUTRE
            )
        return contenu

    def _a_temps(self, demande: bytes) -> tuple[str, bytes]:
        """The answer's kind and content, within the time given.

        A time limit on a socket is for one step only: a server that sends a byte now and then
        would be waited for without end. So it is another thread that waits.
        """
        found: list[tuple[str, bytes]] = []
        failed: list[Exception] = []

        def ask() -> None:
            try:
                found.append(self._envoyer(demande))
            except Exception as error:  # noqa: BLE001 - told by the thread that waits
                failed.append(error)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(self._delai)
        if found:
            return found[0]
        raise self._dit(failed[0] if failed else TimeoutError()) from None

    def _envoyer(self, demande: bytes) -> tuple[str, bytes]:
        request = urllib.request.Request(
            self._url,
            data=demande,
            headers={
                "Content-Type": "application/timestamp-query",
                "Accept": "application/timestamp-reply",
                "User-Agent": "sheetcash",
            },
        )
        opener = urllib.request.build_opener(_SansRenvoi)
        with opener.open(request, timeout=self._delai) as answer:
            return answer.headers.get_content_type(), answer.read(MAX_OCTETS + 1)

    def _dit(self, error: Exception) -> Deferred | Refused:
        """What went wrong on the way, in words."""
        if isinstance(error, urllib.error.HTTPError):
            with error:
                return self._code(error.code, error.headers.get("Location", ""))
        why = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(why, ssl.SSLCertVerificationError):
            return Refused(f"{self._qui} n'a pas de certificat HTTPS reconnu.", _AUTRE)
        if isinstance(why, TimeoutError):
            said = f"n'a pas répondu en {self._delai:g} secondes".replace(".", ",")
        elif isinstance(why, ConnectionRefusedError):
            said = "refuse la connexion"
        elif isinstance(why, socket.gaierror):
            said = "est introuvable : l'adresse est-elle bonne, la connexion établie ?"
            return Deferred(f"{self._qui} {said}", _PLUS_TARD)
        elif isinstance(why, http.client.HTTPException | ConnectionError):
            said = "a coupé la connexion, ou ne parle pas HTTP"
        else:
            said = "n'a pas pu être joint"
        return Deferred(f"{self._qui} {said}.", _PLUS_TARD)

    def _code(self, code: int, ailleurs: str) -> Deferred | Refused:
        if 300 <= code < 400:
            place = "".join(char for char in ailleurs if char.isprintable())[:200]
            return Refused(
                f"{self._qui} renvoie vers une autre adresse : « {place} ».",
                "Si vous lui faites confiance, donnez-la à --horodater.",
            )
        if code >= 500 or code == 429:
            return Deferred(f"{self._qui} est en panne (HTTP {code}).", _PLUS_TARD)
        return Refused(f"{self._qui} refuse la demande (HTTP {code}).", _AUTRE)


def adresse(url: str) -> str:
    """An address that a token can be asked at.

    Raises:
        BadSetting: it is not one.

    >>> adresse(" http://horodatage.exemple.fr/tsa ")
    'http://horodatage.exemple.fr/tsa'
    """
    its = url.strip()
    shown = "".join(char if char.isprintable() else "\ufffd" for char in its)[:120]
    try:
        parts = urlsplit(its)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        named = "@" in parts.netloc
    except ValueError:
        good = named = False
    if named:
        raise BadSetting(
            "L'adresse du serveur d'horodatage porte un nom ou un mot de passe.",
            "Les serveurs à accès réservé ne sont pas pris en charge : choisissez-en un ouvert.",
        )
    if not good or not its.isascii() or any(char.isspace() or char < "!" for char in its):
        raise BadSetting(
            f"« {shown} » n'est pas l'adresse d'un serveur d'horodatage.",
            "Elle commence par http:// ou https:// (--horodater URL, réglage tsa_url ou "
            "SHEETCASH_TSA_URL).",
        )
    return its
