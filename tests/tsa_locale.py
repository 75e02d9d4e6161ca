"""A real time-stamping authority on loopback: OpenSSL signs, HTTP carries, faults are scripted."""

from __future__ import annotations

import datetime as dt
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: What :meth:`Tsa.faute` takes; the other faults are HTTP codes.
FAUTES = (
    "html",  # a page, as a hotel's network answers
    "rejet",  # the authority refuses, in its own words
    "empreinte",  # stamps something else
    "alea",  # an answer to another request about the same seal
    "sans_alea",
    "sans_certificat",
    "sha512",
    "vide",
    "coupe",  # hangs up half-way
    "muet",  # takes the request and hangs up
    "lent",  # a byte now and then, without end
    "geant",
    "renvoi",  # to a file of this computer
    "ailleurs",  # to another page, as a GET that would lose the request
)

_CONFIG = """
[tsa]
default_tsa = t
[t]
serial = {dossier}/serie
signer_cert = {dossier}/{nom}.pem
signer_key = {dossier}/{nom}.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {empreintes}
accuracy = secs:1
ess_cert_id_alg = sha256
{chaine}
"""


class Autorite:
    """Keys and certificates in a folder: a root, an intermediate, who stamps, and a stranger."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier
        racine = self._faire("Racine d'essai")
        intermediaire = self._faire("Intermédiaire d'essai", racine)
        self._faire("Horodatage d'essai", racine, nom="direct")
        self._faire("Horodatage enchaîné", intermediaire, nom="enchaine")
        self._faire("Inconnu")
        (dossier / "serie").write_text("01\n")

    @property
    def racine(self) -> Path:
        """The root's certificate."""
        return self.dossier / "Racine.pem"

    @property
    def inconnu(self) -> Path:
        """The certificate of an authority that signed nothing."""
        return self.dossier / "Inconnu.pem"

    def _faire(self, sujet: str, par: Any = None, nom: str = "") -> Any:
        cle = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Essais SARL"),
                x509.NameAttribute(NameOID.COMMON_NAME, sujet),
            ]
        )
        now = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(par[0].subject if par else subject)
            .public_key(cle.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=30))
            .add_extension(x509.BasicConstraints(not nom, None), True)
        )
        if nom:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, True)
        certificat = builder.sign(par[1] if par else cle, hashes.SHA256())
        path = self.dossier / (nom or sujet.partition(" ")[0])
        path.with_suffix(".pem").write_bytes(certificat.public_bytes(Encoding.PEM))
        key = cle.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.with_suffix(".key").write_bytes(key)
        return certificat, cle

    def repondre(self, demande: bytes, *, nom: str = "direct", empreintes: str = "sha256") -> bytes:
        """What ``openssl ts -reply`` answers."""
        chaine = f"certs = {self.dossier}/Intermédiaire.pem" if nom == "enchaine" else ""
        config = self.dossier / "ts.cnf"
        config.write_text(
            _CONFIG.format(dossier=self.dossier, nom=nom, empreintes=empreintes, chaine=chaine),
            "utf-8",
        )
        (self.dossier / "q.tsq").write_bytes(demande)
        return self._openssl("-reply", "-config", config, "-queryfile", self.dossier / "q.tsq")

    def demande(self, empreinte: str, *options: str) -> bytes:
        """What ``openssl ts -query`` asks about a digest, its own random number in it."""
        return self._openssl("-query", "-digest", empreinte, *options)

    def _openssl(self, *arguments: str | Path) -> bytes:
        out = self.dossier / "sortie"
        subprocess.run(
            ["openssl", "ts", *arguments, "-out", out],
            check=True,
            capture_output=True,
            timeout=60,
        )
        return out.read_bytes()


class Tsa:
    """The server; ``demandes`` is what it was asked, oldest first."""

    def __init__(self, autorite: Autorite) -> None:
        self.autorite = autorite
        self.demandes: list[bytes] = []
        self.nom = "direct"
        self._faute: str | int = ""
        self._fin = threading.Event()
        tsa = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                tsa._repondre(self)

            do_GET = do_POST

            def log_message(self, *_: object) -> None:
                pass

        self._serveur = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._serveur.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._serveur.server_address[1]}/tsa"

    def faute(self, quoi: str | int = "") -> None:
        """Misbehave from now on; without an argument, no longer."""
        assert isinstance(quoi, int) or not quoi or quoi in FAUTES
        self._faute = quoi

    def close(self) -> None:
        """Stop; who still waits is let go."""
        self._fin.set()
        self._serveur.shutdown()
        self._serveur.server_close()
        self._thread.join()

    def _repondre(self, handler: BaseHTTPRequestHandler) -> None:
        asked = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        self.demandes.append(asked)
        if isinstance(self._faute, int):
            handler.send_error(self._faute)
        elif self._faute in ("html", "vide", "geant"):
            body = {"html": b"<html>Bienvenue</html>", "vide": b"", "geant": b"0" * 2_000_000}
            kind = "text/html" if self._faute == "html" else "application/timestamp-reply"
            self._envoyer(handler, body[self._faute], kind)
        elif self._faute == "muet":
            handler.close_connection = True
        elif self._faute == "lent":
            handler.send_response(200)
            handler.end_headers()
            while not self._fin.wait(0.05):
                try:
                    handler.wfile.write(b"0")
                except OSError:
                    break
        elif self._faute in ("renvoi", "ailleurs"):
            place = {"renvoi": "file:///etc/hostname", "ailleurs": f"{self.url}/ailleurs"}
            handler.send_response(307 if self._faute == "renvoi" else 302)
            handler.send_header("Location", place[self._faute])
            handler.end_headers()
        else:
            self._envoyer(handler, self._signee(asked), "application/timestamp-reply")

    def _envoyer(self, handler: BaseHTTPRequestHandler, body: bytes, kind: str) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[:400] if self._faute == "coupe" else body)
        handler.close_connection = True

    def _signee(self, asked: bytes) -> bytes:
        at = asked.index(b"\x04\x20") + 2  # the digest: 32 bytes
        digest = asked[at : at + 32].hex()
        if self._faute == "empreinte":
            asked = asked[:at] + bytes(32) + asked[at + 32 :]
        elif self._faute in ("alea", "sans_alea", "sans_certificat"):
            options = {"alea": ("-cert",), "sans_alea": ("-cert", "-no_nonce")}
            asked = self.autorite.demande(digest, "-sha256", *options.get(self._faute, ()))
        elif self._faute == "sha512":
            asked = self.autorite.demande(digest * 2, "-sha512", "-cert")
        allowed = "sha512" if self._faute in ("rejet", "sha512") else "sha256"
        return self.autorite.repondre(asked, nom=self.nom, empreintes=allowed)
