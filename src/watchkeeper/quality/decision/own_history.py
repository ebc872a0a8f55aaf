"""The fold over windows: judge one, then remember it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from watchkeeper.model import SetLimit
from watchkeeper.quality.decision.expectation import Expectation, expect, shared_with
from watchkeeper.quality.decision.judged import Judged, Why
from watchkeeper.quality.decision.kinds import Kinds, kinds_of
from watchkeeper.quality.decision.limit import Limits, choose, limits
from watchkeeper.quality.decision.memory import empty_memory
from watchkeeper.quality.decision.own_values import OwnValues, look_up
from watchkeeper.quality.decision.remember import (
    Outcome,
    absorb,
    add_reference,
    follow_incidents,
    push,
    remember,
)
from watchkeeper.quality.decision.series import SeriesKey, WindowSeries
from watchkeeper.quality.decision.settings import DecisionSettings

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

NO_LIMITS: Mapping[SeriesKey, SetLimit] = MappingProxyType({})
_OVERDISPERSED = 5.0
_CAP = 1.5
_RISES_FROM = 0.01
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The quantities of the baseline in use, per series (S,)."""

    baseline: Ints
    expected: Floats
    off: Floats
    sided: Floats
    by_chance: Floats
    effect: Floats
    limit: Floats
    pair_limit: Floats
    shared: Floats
    windows: Ints
    dispersion: Floats
    largest: Floats
    ready: Bools


class OwnHistory:
    """Judges a stream's windows in order, each against what the stream itself used to do.

    The procedure: several baselines foretell each number; the one that was best so far is
    used; the usual size of its error, learned from the last clean windows, sets the limit; the
    quantile of that limit shares a budget of false alarms a week among all judgements. The
    budget is an upper bound by adding up, whatever the dependence between series, as far as
    errors have no heavier tail than Student's t with 8 degrees of freedom.
    """

    __slots__ = ("_is_shape", "_kinds", "_memory", "keys", "settings")

    def __init__(
        self, keys: tuple[SeriesKey, ...], groups: int, settings: DecisionSettings
    ) -> None:
        self.keys = keys
        self.settings = settings
        self._kinds = kinds_of(keys)
        self._is_shape = np.array([key.measure == "shape" for key in keys], dtype=bool)
        self._memory = empty_memory(len(keys), self._kinds.shape.size, groups, settings)

    def copy(self) -> OwnHistory:
        """Return an independent copy: to ask "what if" without remembering the answer."""
        twin = OwnHistory.__new__(OwnHistory)
        twin.keys, twin.settings = self.keys, self.settings
        twin._kinds, twin._is_shape = self._kinds, self._is_shape
        twin._memory = self._memory.copy()
        return twin

    def learn(self, reference: WindowSeries) -> None:
        """Remember the reference's own windows, each compared with the ones before it."""
        for i in range(len(reference)):
            window = reference.window(i)
            now = expect(self._memory, window, self._kinds, self.settings)
            there = self._there(window)
            remember(self._memory, window, now, there, self._kinds, self.settings)
            self._memory.last_off = np.where(there, now.off, np.nan)
            push(self._memory, window, there)
            add_reference(self._memory, window, there, self._kinds)

    def learn_pooled(self, reference: WindowSeries) -> None:
        """Take a reference without time as one window: something to expect, no history of it."""
        there = self._there(reference)
        add_reference(self._memory, reference, there, self._kinds)
        # One pooled sum stands for as many windows as a reference needs; a mean over w equal
        # windows is the same mean, and its variance w times its inverse rows over w squared.
        weight = float(self.settings.reference_needs)
        for total in (self._memory.ref_windows, self._memory.ref_value):
            total *= weight
        self._memory.ref_inverse *= weight**2

    def judge(
        self, window: WindowSeries, set_limits: Mapping[SeriesKey, SetLimit] = NO_LIMITS
    ) -> Judged:
        """Judge the one window of *window*, then remember it (or not, if it alarmed).

        *set_limits* are tolerances that hold for this window in the place of the rules'.
        """
        memory, settings = self._memory, self.settings
        now = expect(memory, window, self._kinds, settings)
        found = limits(memory, now, settings)
        chosen = self._choose(now, found)
        there = self._there(window)
        # The way back from an incident is a step too: no finding, and no measure of later ones.
        muted = self._kinds.jump & self._kinds.any_in_column(memory.just_open)
        kinds = self._kinds.with_limits(self.keys, set_limits)
        level, why = self._levels(kinds, window, chosen, there, muted)
        plain = look_up(memory, window.value[0], self._kinds, settings)
        self._judge_plain(kinds, plain, window.value[0], there, level, why)
        open_for, accepted = self._update(window, now, found, chosen, level >= 2, there, muted)
        is_plain = self._kinds.plain
        return Judged(
            keys=self.keys,
            level=level,
            why=why,
            baseline=np.where(is_plain, -1, chosen.baseline),
            value=np.where(self._is_shape, chosen.effect, window.value[0]),
            expected=np.where(is_plain, plain.usual, chosen.expected),
            off=np.where(is_plain, window.value[0] - plain.usual, chosen.off),
            effect=np.where(is_plain, np.abs(window.value[0] - plain.usual), chosen.effect),
            limit=chosen.limit,
            largest=chosen.largest,
            windows=np.where(is_plain, plain.windows, chosen.windows),
            rows=window.rows[0],
            p_value=np.full(level.size, np.nan),
            open_for=open_for,
            accepted=accepted,
        )

    def _there(self, window: WindowSeries) -> Bools:
        enough = (window.rows[0] >= self.settings.least_rows) | self._kinds.volume
        return np.asarray(enough & (np.isfinite(window.value[0]) | self._is_shape))

    def _choose(self, now: Expectation, found: Limits) -> _Chosen:
        best = choose(self._memory, now, found, self.settings)
        # Without history the reference still tells gross faults; without one, the last windows.
        fallback = np.where(np.isfinite(now.off[0]), 0, 1)
        b = np.where(best >= 0, best, fallback)
        at = (b, np.arange(b.size))
        off = now.off[at]
        one_sided = self._kinds.one_sided
        shared = shared_with(off, self._memory.last_off[at])
        return _Chosen(
            baseline=b,
            expected=now.expected[at],
            off=off,
            sided=np.where(one_sided, off, np.abs(off)),
            # Of the baselines, the one that explains it least: the reference has most rows.
            by_chance=now.by_chance.min(0),
            effect=now.effect[at],
            limit=found.single[at],
            pair_limit=found.pair[at],
            shared=np.where(one_sided & (off < 0), 0.0, shared),
            windows=found.windows[at],
            dispersion=found.dispersion[at],
            largest=found.largest[at],
            ready=best >= 0,
        )

    def _levels(
        self, kinds: Kinds, window: WindowSeries, c: _Chosen, there: Bools, muted: Bools
    ) -> tuple[Ints, Ints]:
        known = there & c.ready & ~muted & ~kinds.plain
        single, pair = self._alarms(kinds, c, known)
        whole = known & self._is_all(window, c)
        alarm = single | pair | whole
        gross = c.effect >= kinds.gross
        critical = alarm & (c.effect >= kinds.critical) & self._sure(c, gross)
        cold = there & ~c.ready & np.isfinite(c.off) & ~kinds.plain
        cold_gross = cold & gross & (c.sided > 0)
        cold_rise = cold & ~cold_gross & self._rises(kinds, c)
        level = np.where(known, 0, 1)
        level = np.select([critical | cold_gross, alarm | cold_rise], [3, 2], level)
        why = np.select(
            [single, pair, whole, cold_gross, cold_rise, known],
            [Why.SINGLE, Why.PAIR, Why.ALL, Why.GROSS, Why.RISING, Why.WITHIN],
            self._why_not(window, muted, there),
        )
        return level.astype(np.int64), why.astype(np.int64)

    def _alarms(self, kinds: Kinds, c: _Chosen, known: Bools) -> tuple[Bools, Bools]:
        ease = np.where(self._memory.open_for > 0, self.settings.clear_at, 1.0)
        matters = known & (c.effect >= kinds.warning * ease)
        alpha = self.settings.alpha
        single = matters & (c.sided > c.limit * ease) & (c.by_chance <= alpha)
        paired = (c.shared > c.pair_limit * ease) & (c.by_chance <= alpha**0.5)
        return single, matters & ~single & self._kinds.pairs & paired

    def _is_all(self, window: WindowSeries, c: _Chosen) -> Bools:
        """Return where a share is all there is, and fewer than half was expected.

        A share that was large now and then has a limit beyond 1: it could never alarm.
        """
        share = self._kinds.share & self._kinds.one_sided
        return np.asarray(share & (window.value[0] >= 1.0) & (c.expected < _HALF))

    def _sure(self, c: _Chosen, gross: Bools) -> Bools:
        """Return where an alarm may be critical: enough history, and well beyond the limit."""
        kinds = self._kinds
        capped = kinds.cap_always | (kinds.cap_overdispersed & (c.dispersion > _OVERDISPERSED))
        beyond = ~capped | (c.sided > _CAP * c.limit)
        return ((c.windows >= self.settings.sure_at) | gross) & beyond

    def _rises(self, kinds: Kinds, c: _Chosen) -> Bools:
        """Return where missing or unseen values appear that hardly ever did (cold start)."""
        from_little = self._kinds.rising & (c.expected <= _RISES_FROM) & (c.off > 0)
        significant = c.by_chance <= self.settings.alpha
        return from_little & significant & (c.effect >= kinds.warning)

    def _why_not(self, window: WindowSeries, muted: Bools, there: Bools) -> Ints:
        few = (window.rows[0] < self.settings.least_rows) & ~self._kinds.volume
        return np.select(
            [few, ~there, muted],
            [Why.FEW_ROWS, Why.NO_VALUE, Why.AFTER_INCIDENT],
            Why.LITTLE_HISTORY,
        ).astype(np.int64)

    def _judge_plain(
        self,
        kinds: Kinds,
        found: OwnValues,
        value: Floats,
        there: Bools,
        level: Ints,
        why: Ints,
    ) -> None:
        settings = self.settings
        effect = np.abs(value - found.usual)
        known = kinds.plain & there & (found.windows >= settings.starts_at)
        alarm = known & found.unheard_of & (effect >= kinds.warning)
        sure = (found.windows >= settings.sure_at) | (effect >= kinds.gross)
        level[known] = 0
        why[known] = Why.WITHIN
        level[alarm] = 2
        level[alarm & (effect >= kinds.critical) & sure] = 3
        why[alarm] = Why.UNHEARD_OF

    def _update(
        self,
        window: WindowSeries,
        now: Expectation,
        found: Limits,
        chosen: _Chosen,
        alarm: Bools,
        there: Bools,
        muted: Bools,
    ) -> tuple[Ints, Bools]:
        memory, kinds, settings = self._memory, self._kinds, self.settings
        outcome = Outcome(there, kinds.any_in_column(alarm))
        clean = outcome.clean & ~muted
        accepted = follow_incidents(memory, now, found, outcome, kinds, settings)
        open_for = memory.open_for.copy()
        remember(memory, window, now, clean, kinds, settings)
        push(memory, window, clean)
        memory.last_off = np.where(there, now.off, np.nan)
        keep = clean & chosen.ready
        memory.incumbent = np.where(keep, chosen.baseline, memory.incumbent)
        if accepted.any():
            absorb(memory, now, found, accepted, kinds, settings)
        return open_for, accepted
