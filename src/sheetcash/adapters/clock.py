"""What day it is for a French micro-entrepreneur; the only place that asks the system."""

from __future__ import annotations

from datetime import date, datetime


class ParisClock:
    """Today in metropolitan France, wherever the computer is.

    A Windows without the ``tzdata`` package knows no Europe/Paris: the computer's own date is
    taken then, which differs only for a few hours around midnight, abroad.

    >>> from datetime import timedelta
    >>> abs(ParisClock().today() - date.today()) <= timedelta(days=1)
    True
    """

    def today(self) -> date:
        """The day at this moment."""
        # Late: zoneinfo is not needed by the commands that are given their day.
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            paris = ZoneInfo("Europe/Paris")
        except ZoneInfoNotFoundError:
            return date.today()
        return datetime.now(paris).date()

    def sending_day(self) -> date:
        """The same, or the computer's own while that is still the day before.

        Overseas nobody is told that a due date has passed on the evening of that very day.
        """
        return min(self.today(), date.today())
