from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheetcash.adapters.journal_envois import SqliteEnvois
from sheetcash.errors import Locked
from sheetcash.ports.envois import EnvoiComptable

UN = EnvoiComptable("livre", "Compta@Cabinet.fr", "ab", "<1@x.fr>", date(2026, 11, 30))


def test_what_was_taken_stays_taken_whatever_happens_next(tmp_path: Path) -> None:
    with SqliteEnvois(tmp_path) as envois:
        assert envois.faits("livre", UN.adresse, "ab") == []
        envois.prendre(UN, 0)
    with SqliteEnvois(tmp_path) as envois:  # the program died meanwhile
        (found,) = envois.faits("livre", "compta@cabinet.fr", "ab")
        assert (found.etat, found.message_id, found.jour) == ("en_cours", "<1@x.fr>", UN.jour)
        assert envois.faits("livre", UN.adresse, "cd") == []
        assert envois.faits("autre", UN.adresse, "ab") == []


def test_two_at_once_are_one(tmp_path: Path) -> None:
    with SqliteEnvois(tmp_path) as one, SqliteEnvois(tmp_path) as other:
        one.prendre(UN, 0)
        with pytest.raises(Locked):
            other.prendre(UN._replace(message_id="<2@x.fr>"), 0)
        other.prendre(UN._replace(message_id="<2@x.fr>"), 1)
        other.regler("<2@x.fr>", "refusee", "550")
        found = [(each.message_id, each.etat) for each in one.faits("livre", UN.adresse, "ab")]
        assert found == [("<1@x.fr>", "en_cours"), ("<2@x.fr>", "refusee")]
