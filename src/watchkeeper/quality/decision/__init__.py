"""When a difference becomes an alarm.

`OwnHistory` judges windows in time against the stream's own past; plain frames without time
are judged by `judge_frames`. Both answer with one `Judged`, which the monitors put into words.
"""

from watchkeeper.quality.decision.complete import complete
from watchkeeper.quality.decision.extract import SeriesLayout, extract, layout
from watchkeeper.quality.decision.frames import judge_frames
from watchkeeper.quality.decision.judged import Judged, Why
from watchkeeper.quality.decision.own_history import OwnHistory
from watchkeeper.quality.decision.rules import RULES, MeasureName, Rule
from watchkeeper.quality.decision.series import SeriesKey, WindowSeries
from watchkeeper.quality.decision.settings import DecisionSettings, settings_for
from watchkeeper.quality.decision.start import start_history

__all__ = [
    "RULES",
    "DecisionSettings",
    "Judged",
    "MeasureName",
    "OwnHistory",
    "Rule",
    "SeriesKey",
    "SeriesLayout",
    "Why",
    "WindowSeries",
    "complete",
    "extract",
    "judge_frames",
    "layout",
    "settings_for",
    "start_history",
]
