"""The folder of vouchers on the disk: found, hashed, copied; nothing of the user's is replaced."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import unicodedata
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from sheetcash.adapters.atomic import replace_file, sync_folder
from sheetcash.adapters.folder import Folder, nommer
from sheetcash.adapters.pieces import DossierDePieces, court, verifie
from sheetcash.core.classement import PIECES, cle_de_chemin
from sheetcash.errors import InputError, PieceInutilisable
from sheetcash.ports.pieces import Inscrite, Trouvee

INDEX: Final = "pieces.json"
_VERSION: Final = 1
#: A voucher that is bigger is not one.
_MAX_OCTETS: Final = 500_000_000
_BLOCK: Final = 1 << 20
#: What systems leave in folders, and what a copy that was cut short leaves.
_SYSTEM: Final = frozenset({"thumbs.db", "desktop.ini"})


class ArmoireSurDisque:
    """Fulfils :class:`sheetcash.ports.pieces.Armoire`.

    Args:
        base: the workbook's folder.
        partage: others write in the workbook: only documents in that folder, or under it.
    """

    def __init__(self, base: Path, *, partage: bool = False) -> None:
        self._base = base.absolute()
        self._finder = DossierDePieces(self._base, partage=partage)
        self._partage = partage
        self._known: dict[Path, tuple[str, int, str]] = {}
        self._dossier = ""

    @property
    def dossier(self) -> str:
        """The folder's name as it stands, whatever its case or its letters' form."""
        if not self._dossier:
            its = _alike(self._base, PIECES)
            self._dossier = its.name if its is not None and its.is_dir() else PIECES
        return self._dossier

    def trouver(self, texte: str) -> Trouvee:
        """The file that a cell names; see the port."""
        path = Path(os.path.normpath(self._place(texte)))
        if self._partage and _exists(path):
            self._finder.enferme(path, texte)
        if path not in self._known:
            self._known[path] = _hashed(path, texte)
        chemin, (sha, size, its) = self._chemin(path), self._known[path]
        inside = cle_de_chemin(chemin).startswith(cle_de_chemin(self.dossier) + "/")
        return Trouvee(chemin, path.name, sha, size, its, inside)

    def _place(self, texte: str) -> Path:
        """Where the file is: as it is written, else as another system would have written it."""
        path = self._finder.chemin(texte)
        if _exists(path):
            return path
        if "\\" in texte and not texte.strip().lower().startswith("file:"):
            path = self._finder.chemin(texte.strip().replace("\\", "/"))
        return _sensible(self._base, path) or path

    def _chemin(self, path: Path) -> str:
        if path.is_relative_to(self._base):
            return path.relative_to(self._base).as_posix()
        return str(path)

    def contenu(self) -> list[str]:
        """The files in the folder of vouchers; see the port."""
        found = []
        for folder, names, files in os.walk(self._base / self.dossier):
            names[:] = sorted(name for name in names if not name.startswith("."))
            for name in sorted(files):
                if name.startswith((".", "~$")) or name.casefold() in _SYSTEM | {INDEX}:
                    continue
                found.append(self._chemin(Path(folder, name)))
        return found

    # --- the index -------------------------------------------------------------------------------

    def _index(self) -> Path:
        return self._base / self.dossier / INDEX

    def index(self) -> list[Inscrite]:
        """What is known of the filed vouchers; see the port."""
        path = self._index()
        try:
            whole = json.loads(path.read_bytes())
            version = whole["version"]
            if version == _VERSION:
                return [_lue(one) for one in whole["pieces"]]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise InputError(
                f"L'index des pièces « {path} » ne peut pas être lu ({error.strerror}).",
                "Rendez-vous les droits de le lire, puis recommencez.",
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"L'index des pièces « {path} » est abîmé : rien ne peut être vérifié avec lui.",
                "Remettez-en une sauvegarde ; ou renommez-le : les pièces seront relevées comme "
                "elles sont aujourd'hui.",
            ) from error
        raise InputError(
            f"L'index des pièces « {path} » vient d'une version plus récente de sheetcash.",
            "Mettez sheetcash à jour, puis recommencez.",
        )

    def ecrire_index(self, inscrites: Sequence[Inscrite]) -> None:
        """Put another index in its place; see the port."""
        rows = [one._asdict() for one in sorted(inscrites, key=lambda one: one.chemin)]
        whole = {"version": _VERSION, "pieces": rows}
        text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
        replace_file(self._index(), text.encode("utf-8", "surrogatepass"), mode=0o644)

    # --- files -----------------------------------------------------------------------------------

    def copier(self, source: Trouvee, cible: str) -> None:
        """Copy a file; see the port."""
        origin, target = self._base / source.chemin, self._base / cible
        if os.path.lexists(target):
            if _sha(target) == source.sha256:
                return  # copied by a run that was cut short
            raise PieceInutilisable(f"« {cible} » est déjà pris par un autre fichier")
        temporary = target.parent / f".sheetcash-{uuid.uuid4().hex}.tmp"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with verifie(origin, source.chemin, _MAX_OCTETS) as file:
                digest = _copied(file, temporary, source)
            if digest != source.sha256:
                raise PieceInutilisable(
                    f"la pièce « {court(source.chemin)} » a changé pendant le travail"
                )
            with contextlib.suppress(OSError):  # the day on the file, as the user knows it
                its = origin.stat()
                os.utime(temporary, ns=(its.st_atime_ns, its.st_mtime_ns))
            nommer(temporary, target)
            sync_folder(target.parent)
        except FileExistsError as error:
            raise PieceInutilisable(f"« {cible} » est déjà pris par un autre fichier") from error
        except OSError as error:
            raise Folder(target.parent).explained(error) from error
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()

    def retirer(self, source: Trouvee, copie: str) -> None:
        """Take away a file whose copy is sound; see the port."""
        path, copy = self._base / source.chemin, self._base / copie
        name = f"l'original « {court(source.chemin)} »"
        try:
            if path.samefile(copy):
                raise PieceInutilisable(f"{name} est la copie elle-même")
            if _sha(copy) != source.sha256 or _sha(path) != source.sha256:
                raise PieceInutilisable(f"{name} a changé pendant le travail")
            path.unlink()
        except OSError as error:
            raise PieceInutilisable(f"{name} n'a pas pu être retiré ({error.strerror})") from error


def _copied(file: BinaryIO, temporary: Path, source: Trouvee) -> str:
    digest = hashlib.sha256()
    with temporary.open("xb") as out:
        while block := _block(file, source.chemin):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _block(file: BinaryIO, texte: str) -> bytes:
    try:
        return file.read(_BLOCK)
    except OSError as error:
        raise PieceInutilisable(
            f"la pièce « {court(texte)} » ne peut pas être lue ({error.strerror})"
        ) from error


def _exists(path: Path) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:  # a NUL
        return False


def _hashed(path: Path, texte: str) -> tuple[str, int, str]:
    """What a file holds, its size, and what it is whatever its name."""
    digest, size = hashlib.sha256(), 0
    with verifie(path, texte, _MAX_OCTETS) as file:
        its = os.fstat(file.fileno())
        while block := _block(file, texte):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size, f"{its.st_dev}:{its.st_ino}"


def _sha(path: Path) -> str:
    try:
        return _hashed(path, path.name)[0]
    except PieceInutilisable:
        return ""


def _alike(folder: Path, name: str) -> Path | None:
    """The one thing in a folder that some system would take for that name."""
    wanted = unicodedata.normalize("NFC", name).casefold()
    try:
        found = [
            one
            for one in folder.iterdir()
            if unicodedata.normalize("NFC", one.name).casefold() == wanted
        ]
    except OSError:
        return None
    exact = [one for one in found if one.name == name]
    return exact[0] if exact else found[0] if len(found) == 1 else None


def _sensible(base: Path, path: Path) -> Path | None:
    """A path under the workbook's folder, found whatever its case."""
    path = Path(os.path.normpath(path))
    if not path.is_relative_to(base):
        return None
    found: Path | None = base
    for part in path.relative_to(base).parts:
        found = _alike(found, part) if found is not None else None
    return found


def _lue(one: dict[str, object]) -> Inscrite:
    """A row of the index; anything else than what it should be is an error."""
    texts = [one[name] for name in ("chemin", "sha256", "depuis", "classeur")]
    lists = [one.get(name, []) for name in ("lignes", "origines")]
    if not all(isinstance(its, str) for its in texts) or not isinstance(one["taille"], int):
        raise ValueError
    lignes, origines = (tuple(str(its) for its in each) for each in lists)  # type: ignore[attr-defined]
    avant = tuple((str(sha), str(day)) for sha, day in one.get("avant", []))  # type: ignore[attr-defined]
    chemin, sha, depuis, classeur = map(str, texts)
    return Inscrite(chemin, sha, one["taille"], depuis, classeur, lignes, origines, avant)
