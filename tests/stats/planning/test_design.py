"""Labels drawn for labels that count."""

from __future__ import annotations

import pytest

from watchkeeper.stats.planning.design import drawn_for, per_label


def test_whole_labels_are_not_lost_to_rounding() -> None:
    """300 at a tenth are 3,000, not 3,001; parts are rounded up; at least one."""
    assert drawn_for(300, 1.0, 0.1) == 3000
    assert drawn_for(300, 1.1, 1.0) == 330
    assert drawn_for(300.01, 1.0, 1.0) == 301
    assert drawn_for(0.0, 1.0, 1.0) == 1


@pytest.mark.parametrize(("effect", "share"), [(0.0, 1.0), (1.0, 0.0), (1.0, 1.1)])
def test_nonsense_is_refused(effect: float, share: float) -> None:
    """Nothing is gained from nothing."""
    with pytest.raises(ValueError, match="must"):
        per_label(effect, share)
