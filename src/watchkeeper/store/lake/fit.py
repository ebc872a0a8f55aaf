"""Does every value of a column fit another type without loss?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Misfits = npt.NDArray[np.bool_]

_TOO_LARGE = 2.0**63


def fit_array(values: pa.Array, target: pa.DataType) -> tuple[pa.Array, Misfits | None]:
    """Return *values* as *target*, and which of them did not fit (None: all did).

    A value fits when it comes back the same. So 1.0 fits an integer and 1.5 does not, 2**53 + 1
    does not fit a double, and nothing crosses from text to number, from truth value to number,
    or from number to time. A value that does not fit is null in the result. NaN stays NaN
    in a double; where the target has none, it is a missing value, hence null.
    """
    values = plain(values)
    if values.type == target or pa.types.is_null(values.type):
        return values.cast(target), None
    if _family(values.type) != _family(target):
        return pa.nulls(len(values), target), _all_present(values)
    if pa.types.is_floating(values.type) and not pa.types.is_floating(target):
        values = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
    try:
        fitted, misfits = _there_and_back(values, target)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        fitted, misfits = _one_by_one(values, target)
    if not misfits.any():
        return fitted, None
    return pc.if_else(pa.array(misfits), pa.scalar(None, target), fitted), misfits


def plain(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return one array without dictionary, run-end or view encoding."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_run_end_encoded(values.type):
        values = pc.run_end_decode(values)
    if pa.types.is_large_string(values.type) or pa.types.is_string_view(values.type):
        values = values.cast(pa.string())
    return values


def _family(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return "time"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"list of {_family(kind.value_type)}"
    return "text" if pa.types.is_string(kind) or pa.types.is_large_string(kind) else str(kind)


def _there_and_back(values: pa.Array, target: pa.DataType) -> tuple[pa.Array, Misfits]:
    fitted = _cast(values, target)
    if pa.types.is_list(target):
        return fitted, _lists_changed(values, fitted)
    same = pc.equal(_cast(fitted, values.type), values)
    if pa.types.is_floating(target) and pa.types.is_floating(values.type):
        same = pc.or_(same, pc.is_nan(values))
    misfits = ~np.asarray(same.fill_null(True))
    return fitted, misfits | _wraps_round(values, fitted)


def _cast(values: pa.Array, target: pa.DataType) -> pa.Array:
    if pa.types.is_integer(values.type) and pa.types.is_decimal(target):
        # Arrow refuses the direct way by type, whatever the values are.
        values = values.cast(pa.decimal128(38, target.scale))
    return values.cast(target, safe=False)


def _wraps_round(values: pa.Array, fitted: pa.Array) -> Misfits:
    """Tell the values at the edge of 64 bits, where the way there and back may cancel out."""
    edge = np.zeros(len(values), np.bool_)
    if pa.types.is_unsigned_integer(values.type) and pa.types.is_signed_integer(fitted.type):
        edge |= np.asarray(pc.less(fitted, 0).fill_null(False))
    for side in (values, fitted):
        if pa.types.is_floating(side.type) and _has_integer(values, fitted):
            edge |= np.asarray(pc.greater_equal(side, _TOO_LARGE).fill_null(False))
    return edge


def _has_integer(values: pa.Array, fitted: pa.Array) -> bool:
    return bool(pa.types.is_integer(values.type) or pa.types.is_integer(fitted.type))


def _lists_changed(values: pa.Array, fitted: pa.Array) -> Misfits:
    pairs = zip(values.to_pylist(), fitted.to_pylist(), strict=True)
    return np.array([before != after for before, after in pairs], np.bool_)


def _one_by_one(values: pa.Array, target: pa.DataType) -> tuple[pa.Array, Misfits]:
    """Find the values for which Arrow has no cast at all, the slow way."""
    fitted: list[object] = []
    misfits = np.zeros(len(values), np.bool_)
    for i in range(len(values)):
        try:
            one, wrong = _there_and_back(values.slice(i, 1), target)
            fitted.append(one[0].as_py())
            misfits[i] = wrong[0]
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            fitted.append(None)
            misfits[i] = values[i].is_valid
    return pa.array(fitted, target), misfits


def _all_present(values: pa.Array) -> Misfits | None:
    present = np.asarray(values.is_valid())
    return present if present.any() else None
