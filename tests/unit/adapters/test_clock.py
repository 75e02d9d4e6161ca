"""The day is France's, wherever the computer is and whatever it knows of time zones."""

import subprocess
import sys
import zoneinfo
from datetime import date, datetime

import pytest
import time_machine

from sheetcash.adapters.clock import ParisClock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-20T22:59:59+00:00", date(2026, 11, 20)),
        ("2026-11-20T23:00:00+00:00", date(2026, 11, 21)),
        ("2026-07-14T21:59:59+00:00", date(2026, 7, 14)),
        ("2026-07-14T22:00:00+00:00", date(2026, 7, 15)),
        ("2026-12-31T15:00:00-08:00", date(2027, 1, 1)),
    ],
)
def test_today_is_the_day_in_paris(moment, day):
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        assert ParisClock().today() == day


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("America/Guadeloupe", "2026-11-19T20:00", date(2026, 11, 19)),
        ("America/Guadeloupe", "2026-11-20T08:00", date(2026, 11, 20)),
        ("Indian/Reunion", "2026-11-20T01:00", date(2026, 11, 19)),
        ("Europe/Paris", "2026-11-20T00:30", date(2026, 11, 20)),
    ],
)
def test_reminders_wait_until_the_day_is_over_where_the_user_is_too(zone, moment, day):
    here = datetime.fromisoformat(moment).replace(tzinfo=zoneinfo.ZoneInfo(zone))
    with time_machine.travel(here, tick=False):
        assert ParisClock().sending_day() == day


def test_without_time_zones_the_date_of_the_computer_is_taken():
    code = (
        "import zoneinfo, sys\n"
        "zoneinfo.reset_tzpath([])\n"
        "sys.modules['tzdata'] = None\n"
        "from datetime import date\n"
        "from sheetcash.adapters.clock import ParisClock\n"
        "before = date.today()\n"
        "assert before <= ParisClock().today() <= date.today()\n"
        "try:\n"
        "    zoneinfo.ZoneInfo('Europe/Paris')\n"
        "except zoneinfo.ZoneInfoNotFoundError:\n"
        "    print('none')\n"
    )
    paths = f"import sys; sys.path[:0] = {sys.path!r}\n"
    done = subprocess.run(
        [sys.executable, "-c", paths + code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "none\n"
    assert zoneinfo.TZPATH is not None
